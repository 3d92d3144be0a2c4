package import Extraction

/// One request, without what a transport adds by itself.
package struct HTTPRequest: Sendable {
  package var address: WebAddress
  /// `Name: value`, checked: no line breaks.
  package var headers: [String]
  /// The value of the header `Cookie`, besides the cookies that the site sets.
  package var cookies: String?
  package var basic: BasicCredentials?
  package var userAgent: String
  /// For all of the transfer, its connection included.
  package var timeout: Duration
  /// Bytes of the body at most, decompressed.
  package var maximumSize: Int
  /// Judges the header `Content-Type` before the body comes; false ends the transfer.
  package var acceptsType: @Sendable (MediaType) -> Bool
  package var addressGuard: AddressGuard
  /// The body of a POST; `nil` for GET.
  package var body: [UInt8]?

  package struct BasicCredentials: Sendable {
    package var user: String
    package var password: String
  }
}

/// A response whose body came in whole.
package struct HTTPResponse: Sendable {
  package var status: Int
  /// In the order in which they came; names in lower case.
  package var headers: [HeaderField]
  /// Decompressed.
  package var body: [UInt8]
  /// Seconds that the header `Retry-After` asks for, counted from now.
  package var retryAfter: Int?

  /// The value of the first header called `name`.
  package func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

package struct HeaderField: Equatable, Sendable {
  package var name: String
  package var value: String

  package init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// Why a transfer gave no response.
package enum TransferFailure: Error, Hashable, Sendable {
  /// The guard forbids the address that the host has.
  case forbiddenAddress(detail: String)
  case unwantedType(String)
  case tooLarge(limit: Int)
  case timedOut
  case unresolved
  /// The connection could not be made, or broke before the response was whole.
  case connection(detail: String)
  /// The certificate or the handshake.
  case encryption(detail: String)
  /// The response is none, or its body cannot be decompressed.
  case malformed(detail: String)

  /// Whether another try may help.
  package var isTransient: Bool {
    switch self {
    case .timedOut, .unresolved, .connection: true
    default: false
    }
  }
}
