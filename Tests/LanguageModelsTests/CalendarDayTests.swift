import LanguageModels
import Testing

@Suite struct CalendarDayTests {
  @Test(arguments: [
    ("1970-01-01", 0), ("2000-02-29", 11_016), ("2026-11-24", 20_781), ("1969-12-31", -1), ("2100-03-01", 47_541),
  ])
  func `Days and their numbers are each other's`(text: String, number: Int) {
    #expect(CalendarDay(text)?.number == number)
    #expect(CalendarDay(number: number).description == text)
    #expect(CalendarDay(unixSeconds: number * 86_400 + 86_399).number == number)
  }

  @Test(arguments: [
    "2026-02-30", "2026-13-01", "2026-1-1", "2100-02-29", "yesterday", "", "2026-11-24T00", "-026-11-24",
  ])
  func `What is no day is refused`(text: String) { #expect(CalendarDay(text) == nil) }

  @Test func `Every day of four centuries survives the way there and back`() {
    for number in -30_000..<120_000 where number.isMultiple(of: 7) {
      #expect(CalendarDay(CalendarDay(number: number).description)?.number == number)
    }
  }

  @Test func `Dates of HTTP are read`() {
    #expect(HTTPDate("Sun, 06 Nov 1994 08:49:37 GMT")?.unixSeconds == 784_111_777)
    #expect(HTTPDate("Sunday, 06-Nov-94 08:49:37 GMT") == nil)
    #expect(HTTPDate("Sun, 06 Nov 1994 24:49:37 GMT") == nil)
  }
}
