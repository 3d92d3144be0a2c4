internal import CCurl
internal import Extraction
internal import Glibc

/// One transfer of libcurl: its handle, what came in so far, and the callbacks.
///
/// Lives on the thread of its transport. libcurl knows it by address while the handle is in use, and the transport keeps
/// it alive for that long.
@safe final class CurlTransfer {
  let id: Int
  let handle: UnsafeMutableRawPointer
  private let request: HTTPRequest
  private var fields: UnsafeMutablePointer<curl_slist>?
  private var status = 0
  private var headers: [HeaderField] = []
  private var body: [UInt8] = []
  private var hasBody = false
  /// Why a callback ended the transfer, or an address was turned down.
  private var refusal: TransferFailure?

  init?(id: Int, _ request: HTTPRequest, share: UnsafeMutableRawPointer) {
    guard let handle = unsafe curl_easy_init() else { return nil }
    self.id = id
    self.request = request
    unsafe self.handle = handle
    unsafe configure(share)
  }

  deinit {
    unsafe curl_easy_cleanup(handle)
    unsafe curl_slist_free_all(fields)
  }

  // MARK: Options

  private func configure(_ share: UnsafeMutableRawPointer) {
    set(CURLOPT_URL, request.address.text)
    set(CURLOPT_PROTOCOLS_STR, "http,https")
    set(CURLOPT_FOLLOWLOCATION, 0)
    set(CURLOPT_PATH_AS_IS, 1)
    set(CURLOPT_NOSIGNAL, 1)
    // A proxy would make the connection that the guard is to judge.
    set(CURLOPT_PROXY, "")
    set(CURLOPT_ACCEPT_ENCODING, "")
    set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
    set(CURLOPT_PIPEWAIT, 1)
    set(CURLOPT_TIMEOUT_MS, Int(request.timeout / .milliseconds(1)))
    set(CURLOPT_USERAGENT, request.userAgent)
    for header in request.headers { unsafe fields = curl_slist_append(fields, header) }
    unsafe _ = almanac_curl_set_pointer(handle, CURLOPT_HTTPHEADER, fields)
    if let body = request.body {
      set(CURLOPT_POST, 1)
      set(CURLOPT_POSTFIELDSIZE, body.count)
      // libcurl copies the bytes now, as many as the size says.
      unsafe body.withUnsafeBytes { bytes in
        unsafe _ = almanac_curl_set_pointer(
          handle, CURLOPT_COPYPOSTFIELDS, UnsafeMutableRawPointer(mutating: bytes.baseAddress))
      }
    }
    if let cookies = request.cookies { set(CURLOPT_COOKIE, cookies) }
    // An empty name turns the cookie engine on without a file.
    set(CURLOPT_COOKIEFILE, "")
    unsafe _ = almanac_curl_set_pointer(handle, CURLOPT_SHARE, share)
    if let basic = request.basic {
      set(CURLOPT_HTTPAUTH, 1)
      set(CURLOPT_USERNAME, basic.user)
      set(CURLOPT_PASSWORD, basic.password)
    }
    if let path = unsafe getenv("SSL_CERT_FILE") { unsafe _ = almanac_curl_set_string(handle, CURLOPT_CAINFO, path) }
    let own = unsafe Unmanaged.passUnretained(self).toOpaque()
    for option in [CURLOPT_HEADERDATA, CURLOPT_WRITEDATA, CURLOPT_OPENSOCKETDATA, CURLOPT_PREREQDATA, CURLOPT_PRIVATE] {
      unsafe _ = almanac_curl_set_pointer(handle, option, own)
    }
    unsafe _ = almanac_curl_set_data_callback(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
      unsafe CurlTransfer.of(context)?.receive(header: bytes, size * count) ?? 0
    }
    unsafe _ = almanac_curl_set_data_callback(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
      unsafe CurlTransfer.of(context)?.receive(body: bytes, size * count) ?? 0
    }
    unsafe _ = almanac_curl_set_socket_callback(handle) { context, _, address in
      guard let transfer = unsafe CurlTransfer.of(context), let address = unsafe address else { return -1 }
      return unsafe transfer.openSocket(address)
    }
    unsafe _ = almanac_curl_set_prerequest_callback(handle) { context, address, _, _, _ in
      guard let transfer = unsafe CurlTransfer.of(context), let address = unsafe address else { return 1 }
      return unsafe transfer.approves(String(cString: address)) ? 0 : 1
    }
  }

  static func of(_ context: UnsafeMutableRawPointer?) -> CurlTransfer? {
    unsafe context.map { unsafe Unmanaged<CurlTransfer>.fromOpaque($0).takeUnretainedValue() }
  }

  private func set(_ option: CURLoption, _ value: Int) { unsafe _ = almanac_curl_set_long(handle, option, value) }
  private func set(_ option: CURLoption, _ value: String) { unsafe _ = almanac_curl_set_string(handle, option, value) }

  // MARK: Addresses

  /// Opens a socket for an address that a name was resolved to, unless the guard objects: what is judged is what is
  /// connected to.
  private func openSocket(_ address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
    let (family, kind, number) = unsafe (address.pointee.family, address.pointee.socktype, address.pointee.`protocol`)
    // The header declares the generic structure; behind it lies the one of the family, which is longer.
    let start = unsafe UnsafeRawPointer(address) + MemoryLayout<curl_sockaddr>.offset(of: \.addr)!
    let bytes: [UInt8] =
      switch family {
      case AF_INET: unsafe Array(UnsafeRawBufferPointer(start: start, count: 8).dropFirst(4))
      case AF_INET6: unsafe Array(UnsafeRawBufferPointer(start: start, count: 24).dropFirst(8))
      default: []
      }
    if let objection = request.addressGuard.objection(to: bytes) {
      refusal = .forbiddenAddress(detail: objection)
      return -1
    }
    return socket(family, kind | Int32(SOCK_CLOEXEC.rawValue), number)
  }

  /// Judges the address of a connection before a request goes out on it: a kept connection may have been made for a
  /// source with other rights.
  private func approves(_ text: String) -> Bool {
    var bytes = [UInt8](repeating: 0, count: 16)
    let family = text.utf8.contains(UInt8(ascii: ":")) ? AF_INET6 : AF_INET
    // A zone may follow the address.
    guard unsafe inet_pton(family, String(text.prefix { $0 != "%" }), &bytes) == 1 else { return false }
    let objection = request.addressGuard.objection(to: Array(bytes.prefix(family == AF_INET ? 4 : 16)))
    if let objection { refusal = .forbiddenAddress(detail: objection) }
    return objection == nil
  }

  // MARK: Response

  private func receive(header bytes: UnsafePointer<CChar>?, _ count: Int) -> Int {
    // After the body come trailers, which nobody needs.
    guard !hasBody, let start = unsafe bytes else { return count }
    let text = unsafe String(decoding: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self)
    let line = text.trimmed
    if line.isEmpty { return isWanted ? count : 0 }
    if line.hasPrefix("HTTP/") {
      status = line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
      headers = []
    } else if let colon = line.firstIndex(of: ":"), headers.count < 1_000 {
      headers.append(HeaderField(line[..<colon].lowercased(), String(line[line.index(after: colon)...]).trimmed))
    }
    return count
  }

  /// Judges a response by its headers.
  private var isWanted: Bool {
    guard (200...299).contains(status) else { return true }
    let type = headers.first { $0.name == "content-type" }?.value ?? ""
    if !request.acceptsType(MediaType(type)) {
      refusal = .unwantedType(type)
    } else if let length = headers.first(where: { $0.name == "content-length" })?.value, let count = Int(length),
      count > request.maximumSize
    {
      refusal = .tooLarge(limit: request.maximumSize)
    } else {
      return true
    }
    return false
  }

  private func receive(body bytes: UnsafePointer<CChar>?, _ count: Int) -> Int {
    hasBody = true
    guard body.count + count <= request.maximumSize else {
      refusal = .tooLarge(limit: request.maximumSize)
      return 0
    }
    unsafe body.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: count))
    return count
  }

  /// The end of the transfer.
  func result(_ code: CURLcode) -> Result<HTTPResponse, TransferFailure> {
    if code == CURLE_OK {
      var seconds: curl_off_t = 0
      unsafe _ = almanac_curl_get_offset(handle, CURLINFO_RETRY_AFTER, &seconds)
      return .success(
        HTTPResponse(status: status, headers: headers, body: body, retryAfter: seconds > 0 ? Int(seconds) : nil))
    }
    if let refusal { return .failure(refusal) }
    let detail = unsafe String(cString: curl_easy_strerror(code))
    return switch code {
    case CURLE_OPERATION_TIMEDOUT: .failure(.timedOut)
    case CURLE_COULDNT_RESOLVE_HOST: .failure(.unresolved)
    case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM,
      CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR:
      .failure(.encryption(detail: detail))
    case CURLE_COULDNT_CONNECT, CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_HTTP2,
      CURLE_HTTP2_STREAM:
      .failure(.connection(detail: detail))
    default: .failure(.malformed(detail: detail))
    }
  }
}

extension String {
  /// Without white space at both ends.
  var trimmed: String {
    var text = self[...]
    while text.first?.isWhitespace ?? false { text.removeFirst() }
    while text.last?.isWhitespace ?? false { text.removeLast() }
    return String(text)
  }
}
