import Synchronization
import Terminal
import Testing

/// A clock that goes on by hand.
final class ManualClock: Sendable {
  private let time = Mutex(Duration.zero)

  var now: Duration { time.withLock { $0 } }

  func advance(_ duration: Duration) { time.withLock { $0 += duration } }
}

@Suite struct ProgressTests {
  let clock = ManualClock()
  let sink = MemorySink()

  private func progress(_ style: Progress.Style, width: Int = 80) -> Progress {
    let clock = clock
    return Progress(sink: sink, style: style, columns: { width }, now: { clock.now })
  }

  @Test func elsewhereEachStageIsALine() {
    let progress = progress(.lines)
    progress.begin("extract", unit: "documents", total: 5183)
    clock.advance(.seconds(10))
    for _ in 0..<5183 { progress.advance() }
    progress.begin("write", unit: "sections")
    progress.advance(to: 12)
    progress.finish()
    progress.finish()
    #expect(
      sink.text == """
        extract: 5,183 documents in 10 s (518/s)
        write: 12 sections in 0.0 s

        """)
  }

  @Test func aTerminalIsRepaintedAtMostEachTenthOfASecond() {
    let progress = progress(.repainted)
    progress.begin("embed", unit: "chunks", total: 400)
    for _ in 0..<100 { progress.advance() }
    clock.advance(.seconds(2))
    progress.advance()
    clock.advance(.milliseconds(50))
    progress.advance()
    clock.advance(.seconds(6))
    progress.advance(to: 400)
    progress.finish()
    #expect(
      sink.text.split(separator: "\r").map { String($0.replacing("\u{1B}[K", with: "")) } == [
        "embed  0/400 chunks  0%", "embed  101/400 chunks  25%  51/s  5.9 s left", "embed  400/400 chunks  100%  50/s",
        "embed: 400 chunks in 8.1 s (50/s)\n",
      ])
  }

  @Test func aLineNeverReachesTheEndOfTheWindow() {
    let progress = progress(.repainted, width: 20)
    progress.begin("extract", unit: "documents", total: 5183)
    progress.finish()
    for line in sink.text.split(separator: "\r") {
      #expect(line.replacing("\u{1B}[K", with: "").replacing("\n", with: "").count <= 19)
    }
  }

  @Test func aNoteStandsAboveTheLine() {
    let progress = progress(.repainted)
    progress.begin("extract", unit: "documents")
    progress.note("a.pdf: warning")
    #expect(
      sink.text == "\rextract  0 documents\u{1B}[K\r\u{1B}[Ka.pdf: warning\n\rextract  0 documents\u{1B}[K")
  }

  @Test func quietProgressSaysNothing() {
    let progress = progress(.none)
    progress.begin("extract", unit: "documents")
    progress.advance()
    progress.finish()
    #expect(sink.text.isEmpty)
  }

  @Test(arguments: [
    (Duration.milliseconds(0), "0.0 s"), (.milliseconds(440), "0.4 s"), (.milliseconds(9_940), "9.9 s"),
    (.milliseconds(9_960), "10 s"), (.seconds(59), "59 s"), (.milliseconds(59_600), "1 min 00 s"),
    (.seconds(125), "2 min 05 s"), (.seconds(3725), "1 h 02 min"),
  ])
  func durationsAreShort(duration: Duration, text: String) {
    #expect(Quantities.duration(duration) == text)
  }

  @Test(arguments: [
    (0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (1_048_575, "1.0 MiB"), (24_117_248, "23.0 MiB"),
    (5 << 30, "5.0 GiB"), (3 << 50, "3072.0 TiB"),
  ])
  func sizesAreShort(size: Int, text: String) {
    #expect(Quantities.bytes(size) == text)
  }

  @Test(arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (-1_234_567, "-1,234,567")])
  func countsHaveThousands(count: Int, text: String) {
    #expect(Quantities.count(count) == text)
  }
}
