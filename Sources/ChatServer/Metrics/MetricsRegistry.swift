package import CoreMetrics
internal import Synchronization

/// Metrics in memory, written out in the text format that Prometheus reads (version 0.0.4).
///
/// It is a factory of swift-metrics, so that any code that counts through that interface is seen here.
package final class MetricsRegistry: MetricsFactory {
  /// One metric with one set of labels.
  struct Key: Hashable {
    var name: String
    var labels: [Label]
  }

  struct Label: Hashable, Comparable {
    var name: String
    var value: String

    static func < (left: Self, right: Self) -> Bool { (left.name, left.value) < (right.name, right.value) }
  }

  private enum Metric {
    case counter(CounterMetric)
    case gauge(GaugeMetric)
    case histogram(HistogramMetric)
  }

  private let metrics = Mutex<[Key: Metric]>([:])
  private let help = Mutex<[String: String]>([:])

  package init() {}

  /// Explains a metric, for the `# HELP` line.
  package func describe(_ name: String, _ text: String) { help.withLock { $0[name] = text } }

  package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    metric(label, dimensions) {
      .counter(CounterMetric())
    } as: {
      if case .counter(let value) = $0 { value } else { nil }
    }
      ?? CounterMetric()
  }

  package func makeFloatingPointCounter(
    label: String, dimensions: [(String, String)]
  ) -> any FloatingPointCounterHandler {
    metric(label, dimensions) {
      .counter(CounterMetric())
    } as: {
      if case .counter(let value) = $0 { value } else { nil }
    }
      ?? CounterMetric()
  }

  package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
    gauge(label, dimensions)
  }

  /// - Parameter aggregate: whether values are counted in buckets; otherwise the last one is kept.
  package func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
    aggregate ? histogram(label, dimensions) : gauge(label, dimensions)
  }

  /// Times are recorded in seconds, as is usual there.
  package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    histogram(label, dimensions)
  }

  package func destroyCounter(_ handler: any CounterHandler) {}
  package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
  package func destroyMeter(_ handler: any MeterHandler) {}
  package func destroyRecorder(_ handler: any RecorderHandler) {}
  package func destroyTimer(_ handler: any TimerHandler) {}

  func gauge(_ label: String, _ dimensions: [(String, String)] = []) -> GaugeMetric {
    metric(label, dimensions) {
      .gauge(GaugeMetric())
    } as: {
      if case .gauge(let value) = $0 { value } else { nil }
    }
      ?? GaugeMetric()
  }

  func counter(_ label: String, _ dimensions: [(String, String)] = []) -> CounterMetric {
    metric(label, dimensions) {
      .counter(CounterMetric())
    } as: {
      if case .counter(let value) = $0 { value } else { nil }
    }
      ?? CounterMetric()
  }

  func histogram(_ label: String, _ dimensions: [(String, String)] = []) -> HistogramMetric {
    metric(label, dimensions) {
      .histogram(HistogramMetric())
    } as: {
      if case .histogram(let value) = $0 { value } else { nil }
    } ?? HistogramMetric()
  }

  /// The metric of this name and labels; `nil` when the name is used for another kind already.
  private func metric<Handler>(
    _ label: String, _ dimensions: [(String, String)], _ make: () -> Metric, as cast: (Metric) -> Handler?
  ) -> Handler? {
    let key = Key(
      name: Self.name(label), labels: dimensions.map { Label(name: Self.name($0.0), value: $0.1) }.sorted())
    return metrics.withLock { metrics in
      if let known = metrics[key] { return cast(known) }
      let new = make()
      metrics[key] = new
      return cast(new)
    }
  }

  /// Every metric, in the order of names and labels.
  package func exposition() -> String {
    let help = help.withLock { $0 }
    let all = metrics.withLock { $0 }.sorted {
      $0.key.name != $1.key.name
        ? $0.key.name < $1.key.name : $0.key.labels.lexicographicallyPrecedes($1.key.labels)
    }
    var text = ""
    var last = ""
    for (key, metric) in all {
      if key.name != last {
        last = key.name
        if let line = help[key.name] { text += "# HELP \(key.name) \(Self.escaped(line, quotes: false))\n" }
        switch metric {
        case .counter: text += "# TYPE \(key.name) counter\n"
        case .gauge: text += "# TYPE \(key.name) gauge\n"
        case .histogram: text += "# TYPE \(key.name) histogram\n"
        }
      }
      switch metric {
      case .counter(let counter): text += Self.line(key.name, key.labels, counter.value)
      case .gauge(let gauge): text += Self.line(key.name, key.labels, gauge.value)
      case .histogram(let histogram):
        let state = histogram.state
        for (bound, count) in zip(HistogramMetric.bounds, state.cumulative) {
          text += Self.line(key.name + "_bucket", key.labels + [Label(name: "le", value: "\(bound)")], Double(count))
        }
        text += Self.line(
          key.name + "_bucket", key.labels + [Label(name: "le", value: "+Inf")], Double(state.count))
        text += Self.line(key.name + "_sum", key.labels, state.sum)
        text += Self.line(key.name + "_count", key.labels, Double(state.count))
      }
    }
    return text
  }

  private static func line(_ name: String, _ labels: [Label], _ value: Double) -> String {
    let inside = labels.map { "\($0.name)=\"\(escaped($0.value, quotes: true))\"" }.joined(separator: ",")
    let number = Int(exactly: value).map(String.init) ?? "\(value)"
    return name + (inside.isEmpty ? "" : "{\(inside)}") + " \(number)\n"
  }

  private static func escaped(_ text: String, quotes: Bool) -> String {
    var result = ""
    for character in text.unicodeScalars {
      switch character {
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\"" where quotes: result += "\\\""
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }

  /// Letters, digits and underscores.
  private static func name(_ label: String) -> String {
    String(
      String.UnicodeScalarView(
        label.unicodeScalars.map { scalar in
          switch scalar {
          case "a"..."z", "A"..."Z", "0"..."9", "_": scalar
          default: "_"
          }
        }))
  }
}
