package import Agent
internal import Common
package import Conversations
internal import HTTPTypes
package import Hummingbird
internal import HummingbirdCore
internal import HummingbirdTLS
package import LanguageModels
package import Logging
internal import NIOCore
internal import NIOPosix
internal import NIOSSL
package import Retrieval
internal import ServiceLifecycle
internal import UnixSignals

/// Puts the parts of a server together and runs it.
package struct ChatServer: Sendable {
  private let settings: ServerSettings
  private let address: ListenAddress
  private let services: ServerServices
  private let version: String
  private let routes: [Endpoint]

  /// Opens what the server needs.
  ///
  /// - Parameters:
  ///   - bundles: files, or folders of versions with a link `current`.
  ///   - model: for bundles whose model lies outside.
  ///   - store: where conversations are kept; `nil` keeps nothing.
  ///   - agent: makes what answers messages over bundles, with the caller's own keys of providers, by name; it is made
  ///     anew for new versions.
  ///   - sentiment: makes what tells how messages feel, with the encoder of a bundle where it can; it is made anew for new
  ///     versions.
  ///   - providers: the state of the language models, for the health page.
  ///   - currency: of what language models cost.
  ///   - version: of the program.
  /// - Throws: for settings that contradict each other or that are not safe, before anything listens.
  package init(
    bundles: [String], model: String?, settings: ServerSettings, store: ConversationStore?,
    agent: @escaping @Sendable (SearchEngine, [String: String]) -> AgentRuntime = { engine, _ in
      AgentRuntime(engine: engine)
    }, sentiment: (@Sendable (SearchEngine) -> any SentimentReader)? = nil,
    providers: @escaping @Sendable () async -> [ProviderStatus] = { [] }, currency: String = "USD", version: String,
    logger: Logger
  ) async throws {
    guard let address = ListenAddress(settings.listener.listen) else {
      throw SystemError(.invalidArgument, "write the address as in 127.0.0.1:8080", place: settings.listener.listen)
    }
    let isRequired = try Self.requiresAuthentication(settings, address, store)
    let listener = settings.listener
    let pool = WorkPool(
      threads: listener.workers > 0 ? listener.workers : System.coreCount, queue: listener.queue,
      patience: listener.requestTimeout)
    let overlay = settings.inbox.path.map { $0 + "/overlay.kb" }
    let catalog = try BundleCatalog(paths: bundles, overlay: overlay, model: model, textCache: listener.textCache)
    if let problem = catalog.overlayProblem {
      logger.error("the inbox's overlay is left out", metadata: ["reason": .string(problem)])
    }
    let now: @Sendable () -> Timestamp = if let store { store.now } else { { .now } }
    var tokens: TokenIssuer?
    if settings.security.accounts != .off { tokens = try await TokenIssuer(settings: settings.security, now: now) }
    let sealing = try Secrets.read(settings.security.sealingKey, file: settings.security.sealingKeyFile)
    let metrics = ServerMetrics(registry: MetricsRegistry())
    services = ServerServices(
      settings: settings, catalog: catalog, pool: pool, searches: SearchQueue(pool: pool), store: store,
      authenticator: Authenticator(isRequired: isRequired, store: store, tokens: tokens, pool: pool),
      limiter: RateLimiter(
        settings: settings.limits, shared: store?.isShared == true ? store : nil, pool: pool, now: now),
      metrics: metrics, logger: logger, lifecycle: ServerLifecycle(streamLimit: settings.limits.streams),
      sealer: try sealing.map { try Sealer(secret: $0) })
    self.settings = settings
    self.address = address
    self.version = version
    let cache = AnswerCache(
      settings: settings.cache, shared: store?.isShared == true ? store : nil, pool: pool)
    let chat = ChatService(services: services, makeAgent: agent, cache: cache, makeSentiment: sentiment)
    routes = Self.endpoints(
      services, chat, inbox: try settings.inbox.path.map { try Inbox(path: $0) }, providers: providers,
      currency: currency, version: version)
  }

  private static func endpoints(
    _ services: ServerServices, _ chat: ChatService, inbox: Inbox?,
    providers: @escaping @Sendable () async -> [ProviderStatus], currency: String, version: String
  ) -> [Endpoint] {
    let tools = MCPTools(catalog: services.catalog, pool: services.pool, ask: chat.ask)
    let resources = MCPResources(catalog: services.catalog, pool: services.pool)
    let mcp = MCPServer(tools: tools, resources: resources, programVersion: version)
    let api =
      ChatRoutes(services: services, chat: chat).endpoints + SearchRoutes(services: services).endpoints
      + DocumentRoutes(services: services).endpoints
      + KnowledgeRoutes(services: services).endpoints + SessionRoutes(services: services).endpoints
      + AnalyticsRoutes(services: services, currency: currency).endpoints
      + AccountRoutes(services: services).endpoints
      + InboxRoutes(services: services, inbox: inbox).endpoints
      + HealthRoutes(services: services, providers: providers).endpoints
      + OpenAIRoutes(services: services, chat: chat).endpoints + MCPRoutes(services: services, server: mcp).endpoints
    return api + DescriptionRoutes(described: api, version: version).endpoints + WebPage.endpoints
  }

  /// Whether callers must say who they are.
  private static func requiresAuthentication(
    _ settings: ServerSettings, _ address: ListenAddress, _ store: ConversationStore?
  ) throws(SystemError) -> Bool {
    let isRequired: Bool
    switch settings.security.authentication {
    case .required: isRequired = true
    case .none?:
      guard address.isLoopback else {
        throw SystemError(
          .invalidArgument,
          "without authentication the server listens on loopback only; set security.authentication to required, or "
            + "listen on 127.0.0.1", place: address.description)
      }
      isRequired = false
    case nil: isRequired = !address.isLoopback
    }
    if isRequired || settings.security.accounts != .off, store == nil {
      throw SystemError(
        .invalidArgument, "authentication needs a database for keys and accounts; set store.url",
        place: address.description)
    }
    if (settings.listener.certificate == nil) != (settings.listener.certificateKey == nil) {
      throw SystemError(
        .invalidArgument, "TLS needs both server.certificate and server.certificate-key", place: address.description)
    }
    return isRequired
  }

  /// The server as a value of its HTTP library, for tests that speak to it without a socket or on one.
  package var application: some ApplicationProtocol {
    get throws { try application(onReady: { _ in }) }
  }

  private func application(
    onReady: @escaping @Sendable (Int) -> Void
  ) throws -> Application<RouterResponder<CallContext>> {
    let router = Router(context: CallContext.self, options: .autoGenerateHeadEndpoints)
    // Spans for whoever sets up a tracer of swift-distributed-tracing; queries are what people ask, so none is recorded.
    router.add(middleware: TracingMiddleware(redactingQueryParameters: ["q"]))
    router.add(
      middleware: EdgeMiddleware(settings: settings, metrics: services.metrics, logger: services.logger))
    EndpointResponder(services: services).register(routes, on: router)
    return Application(
      router: router, server: try httpServer(),
      configuration: .init(address: .hostname(address.host, port: address.port), backlog: 1024),
      onServerRunning: { channel in onReady(channel.localAddress?.port ?? address.port) }, logger: quietLogger)
  }

  /// Listens until a signal to stop or until the task is cancelled, then lets open requests finish.
  ///
  /// - Parameter onReady: told the port when requests are taken.
  package func run(onReady: @escaping @Sendable (Int) -> Void = { _ in }) async throws {
    let application = try application(onReady: onReady)
    let shutdown = DrainService(lifecycle: services.lifecycle)
    let reload = ReloadService(
      catalog: services.catalog, pool: services.pool, interval: settings.listener.reloadInterval,
      metrics: services.metrics, logger: services.logger)
    let maintenance = MaintenanceService(
      store: services.store, retention: settings.store.retention, pool: services.pool, logger: services.logger)
    var configuration = ServiceGroupConfiguration(
      services: [
        .init(service: application), .init(service: reload), .init(service: maintenance), .init(service: shutdown),
      ], gracefulShutdownSignals: [.sigterm, .sigint], logger: quietLogger)
    configuration.maximumGracefulShutdownDuration = settings.listener.grace
    try await ServiceGroup(configuration: configuration).run()
    try await services.pool.shutDown()
  }

  /// The libraries' own messages are for those who look for them.
  private var quietLogger: Logger {
    var logger = services.logger
    if logger.logLevel < .warning { logger.logLevel = max(logger.logLevel, .notice) }
    return logger
  }

  private func httpServer() throws -> HTTPServerBuilder {
    let headers = settings.limits.headers
    let plain = HTTPServerBuilder.http1(
      configuration: .init(
        idleTimeout: .milliseconds(Int64(settings.listener.idleTimeout.seconds * 1000)),
        httpDecoderConfiguration: .init(
          maxHeaderFieldSize: headers, maxHeaderListSize: 4 * headers, maxHeaderFieldCount: 100)))
    guard let certificate = settings.listener.certificate, let key = settings.listener.certificateKey else {
      return plain
    }
    let chain = try NIOSSLCertificate.fromPEMFile(certificate).map { NIOSSLCertificateSource.certificate($0) }
    var tls = TLSConfiguration.makeServerConfiguration(
      certificateChain: chain, privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem)))
    tls.minimumTLSVersion = .tlsv12
    return try .tls(plain, tlsConfiguration: tls)
  }
}
