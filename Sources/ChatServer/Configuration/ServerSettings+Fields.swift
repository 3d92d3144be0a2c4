internal import Common
package import Settings

extension ServerSettings {
  /// The sections of `kbq.yaml` that the server reads.
  package static let table = FieldTable<ServerSettings>(
    "How kbq serves",
    [
      Field(table: "server", \.listener, ListenerSettings.table, defaults: ListenerSettings()),
      Field(table: "security", \.security, SecuritySettings.table, defaults: SecuritySettings()),
      Field(table: "limits", \.limits, LimitSettings.table, defaults: LimitSettings()),
      Field(table: "store", \.store, StoreSettings.table, defaults: StoreSettings()),
      Field(table: "cache", \.cache, CacheSettings.table, defaults: CacheSettings()),
      Field(table: "inbox", \.inbox, InboxSettings.table, defaults: InboxSettings()),
      Field(table: "logging", \.logging, LoggingSettings.table, defaults: LoggingSettings()),
    ])
}

private let day = Duration.seconds(86_400)

extension ListenerSettings {
  static let table = FieldTable<ListenerSettings>(
    "Where the server listens and how long things may take",
    [
      Field("listen", \.listen, .address, "address and port; port 0 takes a free one"),
      Field(optional: "certificate", \.certificate, .nonEmptyText, "PEM file with the certificate chain, for TLS"),
      Field(optional: "certificate-key", \.certificateKey, .nonEmptyText, "PEM file with the certificate's key"),
      Field("origins", \.origins, .oneOrMore(.nonEmptyText, minimum: 0), "origins that browsers may call from (CORS)"),
      Field("behind-proxy", \.isBehindProxy, .boolean, "whether X-Forwarded-For tells the caller's address"),
      Field("workers", \.workers, .integer(0...1024), "threads that search and encode; 0 for one a processor"),
      Field("queue", \.queue, .integer(1...100_000), "requests that wait for such a thread; more get 503"),
      Field(
        "request-timeout", \.requestTimeout, .duration(.milliseconds(100)...day),
        "for a request to arrive, and then to wait"),
      Field("chat-timeout", \.chatTimeout, .duration(.seconds(1)...day), "the time for one answer of the chat"),
      Field("idle-timeout", \.idleTimeout, .duration(.seconds(1)...day), "after which an idle connection is closed"),
      Field("grace", \.grace, .duration(.zero...day), "how long open requests may go on after a signal to stop"),
      Field(
        "reload-interval", \.reloadInterval, .duration(.milliseconds(100)...day),
        "how often the bundles are looked at for a new version"),
      Field("text-cache", \.textCache, .byteSize(0...(1 << 40)), "text of the bundles that stays decompressed"),
    ])
}

extension SecuritySettings {
  static let table = FieldTable<SecuritySettings>(
    "Who may call",
    [
      Field(
        optional: "authentication", \.authentication, .choice,
        "none only on loopback; without it none on loopback and required elsewhere"),
      Field("accounts", \.accounts, .choice, "whether people sign up: not at all, by invitation, or as they like"),
      Field("token-algorithm", \.tokenAlgorithm, .choice, "how tokens are signed"),
      Field(
        optional: "token-secret", \.tokenSecret, .nonEmptyText,
        "at least 32 bytes for hs256, a PEM of an Ed25519 key for eddsa; better in the file below or the environment"),
      Field(optional: "token-secret-file", \.tokenSecretFile, .nonEmptyText, "a file that holds the secret"),
      Field("issuer", \.issuer, .nonEmptyText, "the issuer that tokens name"),
      Field("audience", \.audience, .nonEmptyText, "the audience that tokens name"),
      Field("token-lifetime", \.tokenLifetime, .duration(.seconds(10)...day), "how long a token opens the API"),
      Field(
        "refresh-lifetime", \.refreshLifetime, .duration(.seconds(60)...(.seconds(86_400 * 400))),
        "how long one may stay signed in without calling"),
      Field(
        optional: "sealing-key", \.sealingKey, .nonEmptyText,
        "32 bytes in Base64 that seal users' provider keys; better in the file below or the environment"),
      Field(optional: "sealing-key-file", \.sealingKeyFile, .nonEmptyText, "a file that holds the sealing key"),
      Field("protect-metrics", \.protectsMetrics, .boolean, "whether /metrics needs authentication too"),
    ])
}

extension LimitSettings {
  static let table = FieldTable<LimitSettings>(
    "How much a caller may ask",
    [
      Field("chats", \.chats, .rate, "questions to the chat, of each key or address"),
      Field("uploads", \.uploads, .rate, "uploads and web sources"),
      Field("sign-ins", \.signIns, .rate, "attempts to sign in or up, of each address"),
      Field("requests", \.requests, .rate, "all other requests; 0/min for no limit"),
      Field("message", \.message, .integer(1...1_000_000), "characters of one message"),
      Field("body", \.body, .byteSize(1024...(1 << 30)), "the largest body of a request, uploads apart"),
      Field("upload", \.upload, .byteSize(1024...(1 << 30)), "the largest uploaded document"),
      Field("headers", \.headers, .byteSize(1024...(1 << 20)), "the longest header of a request"),
      Field("streams", \.streams, .integer(1...100_000), "answers that are streamed at the same time"),
    ])
}

extension StoreSettings {
  static let table = FieldTable<StoreSettings>(
    "Where conversations are kept",
    [
      Field(
        optional: "url", \.url, .nonEmptyText, "an SQLite file, or postgresql://…; without it nothing is kept"),
      Field(
        "retention", \.retention, .duration(.zero...(.seconds(86_400 * 36_500))),
        "sessions that were not used for so long are deleted; 0 keeps them"),
    ])
}

extension CacheSettings {
  static let table = FieldTable<CacheSettings>(
    "Answers that are given again",
    [
      Field("entries", \.entries, .integer(0...1_000_000), "answers in memory; 0 for none"),
      Field("lifetime", \.lifetime, .duration(.seconds(1)...(.seconds(86_400 * 365))), "how long an answer is kept"),
    ])
}

extension InboxSettings {
  static let table = FieldTable<InboxSettings>(
    "Where uploads go",
    [
      Field(optional: "path", \.path, .nonEmptyText, "a folder that kbc watch reads; without it uploads are refused"),
      Field(
        "private-addresses", \.allowsPrivateAddresses, .boolean,
        "whether pages on private hosts may be asked for; kbc watch must allow it too"),
    ])
}

extension LoggingSettings {
  static let table = FieldTable<LoggingSettings>(
    "What is logged, to standard error",
    [
      Field("level", \.level, .choice, "the least severe level that is written"),
      Field("format", \.format, .choice, "JSON lines, or text for people"),
      Field("access", \.access, .boolean, "whether a line is written for each request"),
      Field("content", \.content, .boolean, "whether questions and answers may be logged"),
    ])
}

extension ValueFormat where Value == String {
  /// `address:port`, with an IPv6 address in brackets.
  static let address = ValueFormat.text(
    pattern: "^.+:[0-9]+$", "an address and a port", remedy: "write it as in 127.0.0.1:8080"
  ) { ListenAddress($0) != nil }
}

extension ValueFormat where Value == RateLimit {
  /// A number of calls in a second, minute, hour or day: `30/min`.
  static let rate = ValueFormat<String>.text(
    pattern: "^[0-9]+/(s|min|h|d)$", "a number of calls in a time",
    remedy: "write a number and one of /s, /min, /h, /d, for example `30/min`"
  ) { RateLimit($0) != nil }
  .map({ text, _, _ in RateLimit(text) }, { $0.description })
}

extension RateLimit: CustomStringConvertible {
  private static let units: [(name: String, seconds: Int)] = [("s", 1), ("min", 60), ("h", 3600), ("d", 86_400)]

  init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let count = Int(parts[0]), (0...1_000_000_000).contains(count),
      let unit = Self.units.first(where: { $0.name == parts[1] })
    else { return nil }
    self.init(count: count, period: .seconds(unit.seconds))
  }

  package var description: String {
    let unit = Self.units.last { Duration.seconds($0.seconds) <= period } ?? Self.units[0]
    return "\(count)/\(unit.name)"
  }
}
