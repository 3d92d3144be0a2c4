/// Which providers there are and how requests are spread over them: the section `models` of `kbq.yaml`.
package struct ModelSettings: Equatable, Sendable {
  package var providers: [ProviderSettings] = []
  /// Its prices and limits are those of the providers: see `policy`.
  package var routing = RoutingPolicy()
  package var currency = "USD"
  /// Whether the bundle answers when no provider does.
  package var fallsBackOffline = true

  package init() {}
}

/// One provider of the configuration.
package struct ProviderSettings: Equatable, Sendable {
  package enum Kind: String, CaseIterable, Sendable {
    /// OpenAI, and with `base-url` every server of the same protocol: llama.cpp, Ollama, vLLM, LM Studio.
    case openai
    case anthropic
    case gemini
    /// Hugging Face's router.
    case huggingface
    /// A text-generation endpoint of Hugging Face (TGI).
    case textGeneration = "text-generation"
  }

  package var name = ""
  package var kind = Kind.openai
  package var model = ""
  package var baseURL: String?
  package var keyVariable: String?
  package var keyFile: String?
  package var tools: ToolStyle?
  package var template = TextGenerationFormat.Template.chatml
  package var timeout: Duration = .seconds(30)
  package var dailyCost: Double?
  package var dailyTokens: Int?
  package var warning = 0.8
  package var prices: [ModelPrice] = []

  package init() {}
}

/// What a model costs, for 1,000 tokens.
package struct ModelPrice: Equatable, Sendable {
  package var model = "*"
  package var input = 0.0
  package var output = 0.0

  package init() {}
}

extension ProviderSettings.Kind {
  /// Where the service is; `nil` when only the configuration can know.
  package var standardURL: String? {
    switch self {
    case .openai: "https://api.openai.com/v1"
    case .anthropic: "https://api.anthropic.com"
    case .gemini: "https://generativelanguage.googleapis.com"
    case .huggingface: "https://router.huggingface.co/v1"
    case .textGeneration: nil
    }
  }

  /// The environment variable that usually holds the key.
  package var standardKeyVariable: String {
    switch self {
    case .openai: "OPENAI_API_KEY"
    case .anthropic: "ANTHROPIC_API_KEY"
    case .gemini: "GEMINI_API_KEY"
    case .huggingface, .textGeneration: "HF_TOKEN"
    }
  }

  /// The model that answers when the configuration names none.
  package var standardModel: String? {
    switch self {
    case .openai: "gpt-4o-mini"
    case .anthropic: "claude-3-5-haiku-latest"
    case .gemini: "gemini-2.5-flash"
    case .huggingface: "meta-llama/Llama-3.1-8B-Instruct"
    case .textGeneration: "tgi"
    }
  }

  package var standardToolStyle: ToolStyle { self == .textGeneration ? .text : .native }
}
