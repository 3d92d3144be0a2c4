package import Common
internal import Retrieval

extension Reply {
  /// The reply as programs read it.
  package var json: JSONValue {
    [
      "text": .string(text), "outcome": .string(outcome.rawValue), "citations": .array(citations.map(\.json)),
      "unsupported": .array(
        unsupported.map { range in
          [
            "utf8": [.integer(range.utf8.lowerBound), .integer(range.utf8.upperBound)],
            "utf16": [.integer(range.utf16.lowerBound), .integer(range.utf16.upperBound)],
          ]
        }), "notices": .array(notices.map(JSONValue.string)), "provider": .string(provider), "model": .string(model),
      "usage": [
        "input": .integer(usage.input), "output": .integer(usage.output), "estimated": .bool(usage.isEstimated),
      ], "cost": .number(cost), "milliseconds": .integer(milliseconds),
      "confidence": confidence.map(JSONValue.number) ?? .null,
    ]
  }
}
