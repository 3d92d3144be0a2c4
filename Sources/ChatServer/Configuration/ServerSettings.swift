internal import Common
internal import Settings

/// How the server runs: the section `server` and its neighbours of `kbq.yaml`.
package struct ServerSettings: Equatable, Sendable {
  package var listener = ListenerSettings()
  package var security = SecuritySettings()
  package var limits = LimitSettings()
  package var store = StoreSettings()
  package var cache = CacheSettings()
  package var inbox = InboxSettings()
  package var logging = LoggingSettings()

  package init() {}
}

/// Where the server listens and how long things may take.
package struct ListenerSettings: Equatable, Sendable {
  /// `address:port`; a port of 0 takes a free one.
  package var listen = "127.0.0.1:8080"
  /// PEM files; both or none.
  package var certificate: String?
  package var certificateKey: String?
  /// Origins that browsers may call from; `*` for any.
  package var origins: [String] = []
  /// Whether `X-Forwarded-For` tells the caller's address: only behind a proxy that sets it.
  package var isBehindProxy = false
  /// Threads that search and encode; 0 for one a processor.
  package var workers = 0
  /// Requests that wait for such a thread; more are turned away with 503.
  package var queue = 256
  /// From the head of a request to the end of its body, and from there to the start of work on it.
  package var requestTimeout = Duration.seconds(30)
  /// For a streamed or model-made answer.
  package var chatTimeout = Duration.seconds(300)
  package var idleTimeout = Duration.seconds(75)
  /// How long open requests may go on after a signal to stop.
  package var grace = Duration.seconds(30)
  /// How often the bundles' files are looked at for a new version.
  package var reloadInterval = Duration.seconds(2)
  /// Text of bundles that stays decompressed.
  package var textCache = 64 << 20

  package init() {}
}

/// Who may call.
package struct SecuritySettings: Equatable, Sendable {
  package enum Authentication: String, CaseIterable, Sendable {
    /// Everyone; only on loopback.
    case none
    /// API keys and, where accounts are on, tokens.
    case required
  }

  package enum Accounts: String, CaseIterable, Sendable {
    case off
    case invitation
    case open
  }

  package enum TokenAlgorithm: String, CaseIterable, Sendable {
    case hs256
    case eddsa
  }

  package var authentication: Authentication?
  package var accounts = Accounts.off
  package var tokenAlgorithm = TokenAlgorithm.hs256
  /// At least 32 bytes for HS256; the PEM of an Ed25519 private key for EdDSA.
  package var tokenSecret: String?
  package var tokenSecretFile: String?
  package var issuer = "almanac"
  package var audience = "almanac"
  package var tokenLifetime = Duration.seconds(15 * 60)
  package var refreshLifetime = Duration.seconds(30 * 86_400)
  /// 32 bytes in Base64 that seal users' provider keys.
  package var sealingKey: String?
  package var sealingKeyFile: String?
  /// Whether `/metrics` needs a key too.
  package var protectsMetrics = true

  package init() {}
}

/// How much a caller may ask.
package struct LimitSettings: Equatable, Sendable {
  package var chats = RateLimit(count: 30, period: .seconds(60))
  package var uploads = RateLimit(count: 10, period: .seconds(3600))
  package var signIns = RateLimit(count: 10, period: .seconds(60))
  /// Everything else; 0 for no limit.
  package var requests = RateLimit(count: 0, period: .seconds(60))
  /// Characters of a message.
  package var message = 5_000
  /// Of a request's body, uploads apart.
  package var body = 1 << 20
  package var upload = 10 << 20
  package var headers = 16 << 10
  /// Answers that are streamed at the same time.
  package var streams = 1_000

  package init() {}
}

/// A number of calls in a time.
package struct RateLimit: Equatable, Sendable {
  package var count: Int
  package var period: Duration

  package init(count: Int, period: Duration) {
    self.count = count
    self.period = period
  }
}

/// Where conversations are kept.
package struct StoreSettings: Equatable, Sendable {
  /// An SQLite file, or `postgresql://…`; `nil` keeps nothing.
  package var url: String?
  /// Sessions that were not used for so long are deleted; 0 keeps them.
  package var retention = Duration.zero

  package init() {}
}

/// Answers that are given again.
package struct CacheSettings: Equatable, Sendable {
  /// Answers in memory; 0 for none.
  package var entries = 1_000
  package var lifetime = Duration.seconds(3600)

  package init() {}
}

/// Where uploads go.
package struct InboxSettings: Equatable, Sendable {
  /// The folder that uploads are put into; `nil` refuses them.
  package var path: String?
  /// Whether pages on private hosts may be asked for; `kbc watch` has the last word.
  package var allowsPrivateAddresses = false

  package init() {}
}

package struct LoggingSettings: Equatable, Sendable {
  package enum Level: String, CaseIterable, Sendable {
    case trace, debug, info, notice, warning, error, critical
  }

  package enum Format: String, CaseIterable, Sendable {
    case json
    case text
  }

  package var level = Level.info
  package var format = Format.json
  /// Whether a line is written for each request.
  package var access = true
  /// Whether questions and answers may be logged.
  package var content = false

  package init() {}
}
