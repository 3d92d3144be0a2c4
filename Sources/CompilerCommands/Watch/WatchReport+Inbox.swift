internal import Common
internal import Compilation
internal import Terminal
internal import Watching

extension WatchReport {
  func tell(_ event: InboxWatch.Report, inbox: String) throws {
    let overlay = inbox + "/overlay.kb"
    switch event {
    case .item(let name, let status, let message):
      if isJSON {
        try writeLine(
          .object([
            "item": .string(name), "status": .string(status), "message": message.map { .string($0) } ?? .null,
          ]))
      } else {
        try sink.write("\(name.printable): \(status)\(message.map { ", \($0.printable)" } ?? "")\n")
      }
    case .compiled(let report):
      let summary = BuildSummary(report: report, output: overlay)
      if isJSON { try writeLine(summary.json) } else { try sink.write(summary.text + "\n") }
    case .emptied:
      if isJSON {
        try writeLine(.object(["output": .string(overlay), "isWritten": .bool(false), "documents": .integer(0)]))
      } else {
        try sink.write("\(overlay.printable): removed, as the inbox is empty\n")
      }
    case .failed(let error): try tell(error, output: overlay)
    }
  }
}
