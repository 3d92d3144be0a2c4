internal import Common

/// An answer whose status is no success, read for what it means.
package struct ServiceFailure: Equatable, Sendable {
  package var status: Int
  package var body: [UInt8]
  /// The header `Retry-After`: seconds, or a date of HTTP.
  package var retryAfter: String?
  /// The header `Retry-After-Ms`, which is finer.
  package var retryAfterMilliseconds: String?

  package init(status: Int, body: [UInt8] = [], retryAfter: String? = nil, retryAfterMilliseconds: String? = nil) {
    self.status = status
    self.body = body
    self.retryAfter = retryAfter
    self.retryAfterMilliseconds = retryAfterMilliseconds
  }

  /// - Parameters:
  ///   - key: taken out of the service's message.
  ///   - unixSeconds: now, for dates in `Retry-After`.
  package func error(provider: String, key: Secret?, unixSeconds: Int) -> ProviderError {
    let value = try? JSONValue(parsing: body)
    let object = value?.array?.first ?? value
    let detail = object?["error"]
    var message = detail?["message"]?.string ?? detail?.string ?? object?["message"]?.string ?? ""
    if message.isEmpty { message = "HTTP status \(status)" } else { message = "HTTP status \(status): \(message)" }
    message = Self.oneLine(key?.redacted(from: message) ?? message)
    let code = detail?["code"]?.string ?? detail?["type"]?.string ?? ""
    return ProviderError(
      kind(message: message, code: code), provider: provider, message, retryAfter: delay(detail, unixSeconds))
  }

  private func kind(message: String, code: String) -> ProviderError.Kind {
    switch status {
    case 401, 403: .authentication
    case 402: .quota
    case 408, 504: .timedOut
    case 429:
      code == "insufficient_quota" || message.lowercased().contains("quota") ? .quota : .rateLimited
    case 400..<500: .refused
    case 300..<400: .refused
    default: .unavailable
    }
  }

  /// How long to wait, from headers or from Google's `RetryInfo`.
  private func delay(_ detail: JSONValue?, _ now: Int) -> Duration? {
    if let text = retryAfterMilliseconds, let value = Double(text.trimmingSpace), value >= 0, value < 1e9 {
      return .milliseconds(Int(value))
    }
    if let text = retryAfter?.trimmingSpace {
      if let seconds = Double(text), seconds >= 0, seconds < 1e7 { return .milliseconds(Int(seconds * 1_000)) }
      if let date = HTTPDate(text) { return .seconds(max(0, date.unixSeconds - now)) }
    }
    for entry in detail?["details"]?.array ?? [] {
      if let text = entry["retryDelay"]?.string, text.hasSuffix("s"), let seconds = Double(text.dropLast()),
        seconds >= 0, seconds < 1e7
      {
        return .milliseconds(Int(seconds * 1_000))
      }
    }
    return nil
  }

  /// At most 300 characters without line breaks: what a service says is shown to people.
  private static func oneLine(_ text: String) -> String {
    let words = text.split { $0.isWhitespace }.joined(separator: " ")
    return words.count <= 300 ? words : words.prefix(300) + "…"
  }
}

/// A date as HTTP writes it (RFC 9110, §5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`.
package struct HTTPDate: Equatable, Sendable {
  package var unixSeconds: Int

  package init?(_ text: String) {
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let parts = text.split(separator: " ")
    guard parts.count == 6, parts[5] == "GMT", let month = months.firstIndex(of: String(parts[2])) else { return nil }
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let clock = parts[4].split(separator: ":").compactMap { Int($0) }
    guard let day = CalendarDay("\(parts[3])-\(two(month + 1))-\(parts[1])"), clock.count == 3,
      (0..<24).contains(clock[0]), (0..<60).contains(clock[1]), (0...60).contains(clock[2])
    else { return nil }
    unixSeconds = day.number * 86_400 + clock[0] * 3_600 + clock[1] * 60 + clock[2]
  }
}
