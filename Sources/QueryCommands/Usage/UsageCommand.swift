package import ArgumentParser
internal import Common
internal import Conversations
internal import LanguageModels
internal import Storage
package import Terminal

/// `kbq usage`: what models were used for and what it cost.
package struct UsageCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "usage", abstract: "Report requests, tokens and cost of language models by day and provider.",
    discussion: """
      Reads the database in which kbq serve and kbq chat count (store.url). Days are UTC. Without a period it reports the \
      last 30 days. Daily limits of the configuration are compared with the last day of the period.
      """)

  @Option(help: ArgumentHelp("The first day.", valueName: "yyyy-mm-dd"))
  var from: String?

  @Option(help: ArgumentHelp("The last day; today without it.", valueName: "yyyy-mm-dd"))
  var to: String?

  @Option(help: ArgumentHelp("Days up to the last one, in place of --from.", valueName: "count"))
  var days: Int?

  @Option(help: "What a line stands for: day, provider or model.")
  var by = UsageReport.Grouping.day

  @OptionGroup var options: AccountStoreOptions
  @OptionGroup var output: OutputOptions

  package init() {}

  package func validate() throws {
    for (name, value) in [("--from", from), ("--to", to)] {
      if let value, CalendarDay(value) == nil {
        throw ValidationError("\(name) is a day like 2026-03-31, got '\(value)'")
      }
    }
    if from != nil, days != nil { throw ValidationError("give either --from or --days") }
    if let days, !(1...36_500).contains(days) { throw ValidationError("--days is between 1 and 36,500") }
    if let first = from.flatMap(CalendarDay.init), let last = to.flatMap(CalendarDay.init), last < first {
      throw ValidationError("--from is not after --to")
    }
  }

  package func run() throws { try run(sink: StandardStream.output, style: TextStyle(for: .output)) }

  package func run(sink: any TextSink, style: TextStyle) throws {
    let (store, settings) = try options.opened()
    let today = CalendarDay(unixSeconds: store.now().milliseconds / 1_000)
    let last = to.flatMap(CalendarDay.init) ?? today
    let first = from.flatMap(CalendarDay.init) ?? CalendarDay(number: last.number - (days ?? 30) + 1)
    guard first <= last else { throw ValidationError("--from is not after today; name a later day with --to") }
    let report = UsageReport(
      try store.usage(from: "\(first)", to: "\(last)"), from: first, through: last, policy: settings.models.policy,
      grouping: by)
    if output.isJSON {
      try sink.write(report.json)
    } else {
      try sink.show(report.lines(style: style))
    }
  }
}
