package import Common
internal import HTTPTypes
package import Hummingbird
internal import NIOCore

extension Response {
  /// A JSON body.
  package static func json(_ value: JSONValue, status: HTTPResponse.Status = .ok) -> Response {
    bytes(value.serialized(), type: "application/json", status: status)
  }

  package static func bytes(_ bytes: [UInt8], type: String, status: HTTPResponse.Status = .ok) -> Response {
    Response(
      status: status, headers: [.contentType: type], body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  package static func error(_ error: APIError) -> Response {
    var response = json(error.json, status: error.status)
    if let retryAfter = error.retryAfter {
      let parts = retryAfter.components
      response.headers[.retryAfter] = String(max(1, parts.seconds + (parts.attoseconds > 0 ? 1 : 0)))
    }
    if error.status == .unauthorized { response.headers[.wwwAuthenticate] = "Bearer" }
    return response
  }
}
