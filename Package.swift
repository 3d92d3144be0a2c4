// swift-tools-version: 6.2
import PackageDescription

/// Language mode 6 and the strict features that every Swift target shares.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .strictMemorySafety(),
]

func library(
  _ name: String, in folder: String? = nil, _ dependencies: [Target.Dependency] = [], exclude: [String] = []
) -> Target {
  .target(
    name: name, dependencies: dependencies, path: "Sources/" + (folder.map { $0 + "/" } ?? "") + name,
    exclude: exclude, swiftSettings: settings)
}

func program(_ name: String, _ dependencies: [Target.Dependency], linking libraries: [String] = []) -> Target {
  .executableTarget(
    name: name, dependencies: dependencies, path: "Sources/" + name, swiftSettings: settings,
    linkerSettings: libraries.map { .linkedLibrary($0) })
}

func system(_ name: String, _ pkgConfig: String?, apt: String...) -> Target {
  .systemLibrary(name: name, path: "Sources/" + name, pkgConfig: pkgConfig, providers: [.apt(apt)])
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: [.target(name: name), "TestSupport"] + dependencies,
    path: "Tests/" + name + "Tests", swiftSettings: settings)
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let httpClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTLS = Target.Dependency.product(name: "HummingbirdTLS", package: "hummingbird")
let hummingbirdTesting = Target.Dependency.product(name: "HummingbirdTesting", package: "hummingbird")
let jwt = Target.Dependency.product(name: "JWTKit", package: "jwt-kit")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let nio = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")

/// Shared rows: each target imports only from the rows above it. `Scripts/check-layers` holds this list to DESIGN.
let sharedRows: [Target] = [
  .target(name: "CKernels", path: "Sources/CKernels"),
  .target(name: "CMapping", path: "Sources/CMapping"),
  system("CZstd", "libzstd", apt: "libzstd-dev"),
  system("CLibYAML", "yaml-0.1", apt: "libyaml-dev"),
  system("CUTF8Proc", nil, apt: "libutf8proc-dev"),
  system("CStemmer", nil, apt: "libstemmer-dev"),
  library("Common", [crypto]),
  library("Kernels", ["CKernels", "Common"]),
  library("Storage", ["CMapping", "Common"]),
  library("Settings", ["CLibYAML", "Common", "Storage"]),
  system("CSQLite", "sqlite3", apt: "libsqlite3-dev"),
  library("SQLite", ["CSQLite", "Common"]),
  library("Compression", ["CZstd", "Common", "Storage"]),
  library("BundleFormat", ["Common", "Storage", "Compression", crypto], exclude: ["FORMAT.md"]),
  library("TextAnalysis", ["CUTF8Proc", "CStemmer", "Common", "Storage"]),
  library("Embedding", ["Common", "Kernels", "Storage", "BundleFormat", "TextAnalysis"]),
  library("LexicalIndex", ["Common", "Storage", "BundleFormat", "TextAnalysis"]),
  library("VectorIndex", ["Common", "Kernels", "Storage", "BundleFormat"]),
  library("PassageStore", ["Common", "Storage", "Compression", "BundleFormat"]),
  library("Terminal", ["Common", "Storage", "Compression", "BundleFormat", "PassageStore", argumentParser]),
]

let buildColumn: [Target] = [
  system("CUchardet", "uchardet", apt: "libuchardet-dev"),
  library("Manifest", ["Common", "Storage", "Settings", "Compression", "Embedding"]),
  system("CTextCat", nil, apt: "libexttextcat-dev"),
  .target(name: "CProcess", path: "Sources/CProcess"),
  library("Extraction", ["CUchardet", "CTextCat", "CProcess", "Common", "Storage", "TextAnalysis"]),
  library("Chunking", ["Common", "TextAnalysis", "Extraction"]),
  library(
    "Compilation",
    [
      "Common", "Kernels", "Storage", "SQLite", "Compression", "BundleFormat", "TextAnalysis", "Embedding",
      "LexicalIndex", "VectorIndex", "PassageStore", "Terminal", "Manifest", "Extraction", "Chunking",
    ]),
  system("CCurl", "libcurl", apt: "libcurl4-openssl-dev"),
  system("CZlib", "zlib", apt: "zlib1g-dev"),
  system("CBrotli", "libbrotlidec", apt: "libbrotli-dev"),
  library(
    "WebSources",
    [
      "CCurl", "CZlib", "CBrotli", "Common", "Kernels", "Storage", "Compression", "Embedding", "Terminal", "Manifest",
      "Extraction",
    ]),
  library(
    "Watching",
    [
      "Common", "Storage", "BundleFormat", "Embedding", "PassageStore", "Terminal", "Manifest", "Extraction",
      "Compilation", "WebSources",
    ]),
  library(
    "CompilerCommands",
    [
      "Common", "Kernels", "Storage", "BundleFormat", "TextAnalysis", "Embedding", "PassageStore", "Terminal",
      "Manifest", "Extraction", "Chunking", "Compilation", "WebSources", "Watching", argumentParser,
    ]),
  program("kbc", ["CompilerCommands", "Terminal"]),
]

/// The worker that parses untrusted documents: the only program that links Poppler, libxml2, libzip and cmark-gfm.
let worker: [Target] = [
  system("CPoppler", "poppler-glib", apt: "libpoppler-glib-dev"),
  system("CLibXML2", "libxml-2.0", apt: "libxml2-dev"),
  system("CLibZip", "libzip", apt: "libzip-dev"),
  system("CMagic", "libmagic", apt: "libmagic-dev"),
  system("CCMarkGFM", "libcmark-gfm", apt: "libcmark-gfm-dev", "libcmark-gfm-extensions-dev"),
  library("MarkdownExtractor", in: "Extractors", ["CCMarkGFM", "Common", "Extraction", yams]),
  library("MarkupExtractor", in: "Extractors", ["CLibXML2", "Common", "Extraction"]),
  library("PDFExtractor", in: "Extractors", ["CPoppler", "Common", "Storage", "Extraction", "MarkupExtractor"]),
  library("OfficeExtractor", in: "Extractors", ["CLibZip", "Common", "Extraction", "MarkupExtractor"]),
  library("StructuredTextExtractor", in: "Extractors", ["Common", "Extraction", "MarkupExtractor", yams]),
  library("MailExtractor", in: "Extractors", ["Common", "Extraction", "MarkupExtractor"]),
  library(
    "ExtractionWorker", in: "Extractors",
    [
      "CMagic", "Common", "Extraction", "MarkdownExtractor", "MarkupExtractor", "PDFExtractor", "OfficeExtractor",
      "StructuredTextExtractor", "MailExtractor",
    ]),
  // Poppler allocates more than it computes; with the C library's allocator it is a tenth slower.
  program("kbc-extract", ["Common", "ExtractionWorker"], linking: ["jemalloc"]),
]

let queryColumn: [Target] = [
  library(
    "Retrieval",
    [
      "Common", "Kernels", "Storage", "BundleFormat", "TextAnalysis", "Embedding", "LexicalIndex", "VectorIndex",
      "PassageStore",
    ]),
  library("Sentiment", ["Common", "Embedding"]),
  library("Evaluation", ["Common", "Storage", "Retrieval"]),
  library("LanguageModels", ["Common", "Storage", "Embedding", "Retrieval", httpClient, nio, nioHTTP, nioPosix]),
  library("Conversations", ["Common", "Storage", "SQLite"]),
  library(
    "Agent",
    [
      "Common", "Storage", "BundleFormat", "TextAnalysis", "Embedding", "PassageStore", "Retrieval", "LanguageModels",
      httpClient, nio, nioHTTP, nioPosix,
    ]),
  .target(
    name: "ChatServer",
    dependencies: [
      "Common", "Storage", "Settings", "BundleFormat", "TextAnalysis", "Embedding", "PassageStore", "Retrieval",
      "LanguageModels", "SQLite", "Conversations", "Agent", crypto, cryptoExtras, httpTypes, hummingbird,
      hummingbirdCore, hummingbirdTLS, jwt, lifecycle, logging, metrics, nio, nioPosix, nioSSL, unixSignals,
    ],
    path: "Sources/ChatServer",
    // The pages' files become bytes of the program.
    resources: [
      .embedInCode("Page/Assets/additions.js"), .embedInCode("Page/Assets/analytics.css"),
      .embedInCode("Page/Assets/analytics.html"), .embedInCode("Page/Assets/analytics.js"),
      .embedInCode("Page/Assets/charts.js"), .embedInCode("Page/Assets/chat.html"), .embedInCode("Page/Assets/chat.js"),
      .embedInCode("Page/Assets/client.js"), .embedInCode("Page/Assets/docs.html"), .embedInCode("Page/Assets/docs.js"),
      .embedInCode("Page/Assets/style.css"),
    ], swiftSettings: settings),
  library(
    "QueryCommands",
    [
      "Common", "Kernels", "Storage", "Settings", "SQLite", "BundleFormat", "Embedding", "PassageStore", "Terminal",
      "Retrieval", "Sentiment", "Evaluation", "LanguageModels", "Conversations", "Agent", "ChatServer", logging,
      argumentParser,
    ]),
  program("kbq", ["QueryCommands", "Terminal"]),
]

let testTargets: [Target] = [
  .target(
    name: "TestSupport",
    dependencies: [
      "Common", "Storage", "BundleFormat", "TextAnalysis", "Embedding", "LexicalIndex", "VectorIndex", "PassageStore",
      "Extraction", "Retrieval",
    ], path: "Tests/TestSupport", swiftSettings: settings),
  .executableTarget(
    name: "FaultyWorker", dependencies: ["Common", "Extraction", "ExtractionWorker"], path: "Tests/FaultyWorker",
    swiftSettings: settings),
  tests("Common"),
  .target(
    name: "CKernelsEmulated", dependencies: ["CKernels"], path: "Tests/CKernelsEmulated"),
  tests("Kernels", ["Common", "CKernels", "CKernelsEmulated"]),
  tests("Storage", ["Common"]),
  tests("Settings", ["Common", "Storage"]),
  tests("Compression", ["Common", "Storage"]),
  tests("BundleFormat", ["Common", "Storage", "Compression"]),
  tests("TextAnalysis", ["Common", "Storage"]),
  tests("Embedding", ["Common", "Kernels", "Storage", "BundleFormat", "TextAnalysis"]),
  tests("LexicalIndex", ["Common", "Storage", "BundleFormat", "TextAnalysis"]),
  tests("VectorIndex", ["Common", "Kernels", "Storage", "BundleFormat"]),
  tests("PassageStore", ["Common", "Storage", "Compression", "BundleFormat"]),
  tests("Terminal", ["Common", "Storage", "Compression", "BundleFormat", "PassageStore", argumentParser]),
  tests("Manifest", ["Common", "Storage", "Compression"]),
  tests("Extraction", ["Common", "Storage", "TextAnalysis", "FaultyWorker"]),
  tests("MarkdownExtractor", ["Common", "Extraction"]),
  tests("MarkupExtractor", ["Common", "Extraction"]),
  tests("PDFExtractor", ["Common", "Extraction"]),
  tests("OfficeExtractor", ["Common", "Extraction"]),
  tests("StructuredTextExtractor", ["Common", "Extraction"]),
  tests("MailExtractor", ["Common", "Extraction"]),
  tests("ExtractionWorker", ["Common", "Extraction"]),
  tests("Chunking", ["Common", "TextAnalysis", "Extraction"]),
  tests(
    "Compilation",
    ["Common", "Terminal", "Storage", "SQLite", "BundleFormat", "PassageStore", "Embedding", "Manifest", "Kernels"]),
  tests(
    "CompilerCommands",
    [
      "kbc", "kbc-extract", "Common", "Storage", "BundleFormat", "PassageStore", "Embedding", "Terminal", "Extraction",
      "Compilation", "Retrieval", argumentParser,
    ]),
  tests("Watching", ["Common", "Storage", "BundleFormat", "PassageStore", "Terminal", "Manifest", "Compilation"]),
  tests("WebSources", ["Common", "Storage", "Embedding", "Manifest", "Extraction", "Terminal"]),
  tests(
    "Retrieval", ["Common", "Storage", "BundleFormat", "PassageStore", "Embedding", "LexicalIndex", "VectorIndex"]),
  tests("Sentiment", ["Common", "Kernels", "Storage", "Embedding"]),
  tests("Evaluation", ["Common", "Storage", "Retrieval"]),
  tests("LanguageModels", ["Common", "Embedding", "Retrieval", nio, nioPosix, nioHTTP]),
  tests(
    "Agent",
    [
      "Common", "Storage", "BundleFormat", "PassageStore", "Embedding", "LexicalIndex", "VectorIndex", "Retrieval",
      "LanguageModels",
    ]),
  tests("Conversations", ["Common", "Storage", "SQLite", "LanguageModels"]),
  tests(
    "ChatServer",
    [
      "Common", "Storage", "BundleFormat", "PassageStore", "Embedding", "LexicalIndex", "VectorIndex", "Retrieval",
      "LanguageModels", "Conversations", "Agent", hummingbird, hummingbirdTesting, httpTypes, logging, metrics, nio,
    ]),
  tests(
    "QueryCommands",
    [
      "Common", "Storage", "BundleFormat", "PassageStore", "Terminal", "Retrieval", "LanguageModels", "Agent",
      "Conversations", argumentParser,
    ]),
]

let package = Package(
  name: "almanac",
  products: [
    .executable(name: "kbc", targets: ["kbc"]),
    .executable(name: "kbc-extract", targets: ["kbc-extract"]),
    .executable(name: "kbq", targets: ["kbq"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    // Without its traits it needs neither full Foundation nor a configuration library.
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: sharedRows + buildColumn + worker + queryColumn + testTargets
)
