internal import ArgumentParser
internal import Common
internal import Conversations
internal import LanguageModels
internal import Terminal

/// What models were used for in a period.
struct UsageReport {
  /// What a line stands for.
  enum Grouping: String, ExpressibleByArgument, CaseIterable {
    case day, provider, model
  }

  /// A daily limit and how much of it is used.
  struct Standing {
    var limit: DailyLimit
    var cost: Double
    var tokens: Int
    /// 0…; infinite for a limit of 0.
    var share: Double
  }

  private let first: CalendarDay
  private let last: CalendarDay
  private let grouping: Grouping
  private let currency: String
  /// A line each.
  private let rows: [UsageRecord]
  private let total: UsageRecord
  private let standings: [Standing]

  /// - Parameter records: by day, provider and model, in this order.
  init(
    _ records: [UsageRecord], from first: CalendarDay, through last: CalendarDay, policy: RoutingPolicy,
    grouping: Grouping
  ) {
    (self.first, self.last, self.grouping) = (first, last, grouping)
    currency = policy.prices.currency
    rows = Self.grouped(records, grouping)
    total = Self.sum(records, UsageRecord(day: "", provider: "", model: ""))
    standings = policy.limits.map { limit in
      let used = Self.sum(
        records.filter { $0.day == "\(last)" && $0.provider == limit.provider },
        UsageRecord(day: "", provider: limit.provider, model: ""))
      let tokens = used.inputTokens + used.outputTokens
      return Standing(
        limit: limit, cost: used.cost, tokens: tokens, share: limit.share(cost: used.cost, tokens: tokens))
    }
  }

  /// One record a group, in the order of day, provider and model.
  private static func grouped(_ records: [UsageRecord], _ grouping: Grouping) -> [UsageRecord] {
    func key(_ record: UsageRecord) -> UsageRecord {
      UsageRecord(
        day: grouping == .day ? record.day : "", provider: record.provider,
        model: grouping == .provider ? "" : record.model)
    }
    func order(_ record: UsageRecord) -> (String, String, String) { (record.day, record.provider, record.model) }
    var groups: [UsageRecord] = []
    for record in records.sorted(by: { order(key($0)) < order(key($1)) }) {
      let start = key(record)
      if let known = groups.last, order(known) == order(start) {
        groups[groups.count - 1] = sum([record], known)
      } else {
        groups.append(sum([record], start))
      }
    }
    return groups
  }

  private static func sum(_ records: [UsageRecord], _ start: UsageRecord) -> UsageRecord {
    records.reduce(into: start) { sum, record in
      sum.requests += record.requests
      sum.failures += record.failures
      sum.inputTokens += record.inputTokens
      sum.outputTokens += record.outputTokens
      sum.cost += record.cost
    }
  }
}

// MARK: Forms

extension UsageReport {
  func lines(style: TextStyle) -> [String] {
    guard !rows.isEmpty else {
      return ["Nothing was used from \(first) through \(last)."] + limitLines(style)
    }
    var columns: [Table.Column] = [.left("provider")]
    if grouping == .day { columns.insert(.left("day"), at: 0) }
    if grouping != .provider { columns.append(.left("model")) }
    columns.append(.right("requests"))
    if total.failures > 0 { columns.append(.right("failed")) }
    columns += [.right("tokens in"), .right("tokens out"), .right("cost (\(currency))")]
    func cells(_ record: UsageRecord) -> [String] {
      var cells = [record.provider.printable]
      if grouping == .day { cells.insert(record.day.printable, at: 0) }
      if grouping != .provider { cells.append(record.model.printable) }
      cells.append(Quantities.count(record.requests))
      if total.failures > 0 { cells.append(Quantities.count(record.failures)) }
      return cells + [
        Quantities.count(record.inputTokens), Quantities.count(record.outputTokens),
        rounded(record.cost, digits: 4),
      ]
    }
    var sum = cells(total)
    sum[0] = "total"
    let table = Table(columns: columns, rows: rows.map(cells) + [sum])
    return table.lines(style: style) + limitLines(style)
  }

  private func limitLines(_ style: TextStyle) -> [String] {
    guard !standings.isEmpty else { return [] }
    return [""]
      + standings.map { standing in
        let limit = standing.limit
        let parts = [
          limit.cost.map { "\(rounded(standing.cost, digits: 4)) of \(rounded($0, digits: 2)) \(currency)" },
          limit.tokens.map { "\(Quantities.count(standing.tokens)) of \(Quantities.count($0)) tokens" },
        ].compactMap { $0 }.joined(separator: ", ")
        let percent = standing.share.isFinite ? "\(Int((standing.share * 100).rounded(.down))) %" : "all"
        let text = "\(last): \(percent) of the daily limit of \(limit.provider.printable) (\(parts))"
        if standing.share >= 1 { return style.red("\(text); the next provider is asked") }
        return standing.share >= limit.warning ? style.yellow("\(text); a warning was given") : text
      }
  }

  var json: JSONValue {
    .object([
      "from": .string("\(first)"), "to": .string("\(last)"), "currency": .string(currency),
      "usage": .array(rows.map(Self.json)), "total": Self.json(total),
      "limits": .array(
        standings.map { standing in
          .object([
            "provider": .string(standing.limit.provider),
            "dailyCost": standing.limit.cost.map { .number($0) } ?? .null,
            "dailyTokens": standing.limit.tokens.map { .integer($0) } ?? .null,
            "cost": .number(standing.cost), "tokens": .integer(standing.tokens),
            "share": standing.share.isFinite ? .number(standing.share) : .null,
            "isWarned": .bool(standing.share >= standing.limit.warning),
            "isReached": .bool(standing.share >= 1),
          ])
        }),
    ])
  }

  private static func json(_ record: UsageRecord) -> JSONValue {
    var members: [JSONValue.Member] = []
    for (name, value) in [("day", record.day), ("provider", record.provider), ("model", record.model)]
    where !value.isEmpty { members.append(.init(name, .string(value))) }
    return .object(
      members + [
        .init("requests", .integer(record.requests)), .init("failures", .integer(record.failures)),
        .init("inputTokens", .integer(record.inputTokens)), .init("outputTokens", .integer(record.outputTokens)),
        .init("cost", .number(record.cost)),
      ])
  }
}
