import Common
import Testing

@Suite struct ElementaryTests {
  @Test(arguments: [
    (0.0, 0.5), (1, 0.7310585786300049), (-3, 0.04742587317756678), (50, 1), (-50, 0), (0.1, 0.52497918747894),
  ])
  func `The logistic function has its values`(value: Double, expected: Double) {
    #expect(abs(logistic(value) - expected) < 1e-14)
  }

  @Test(
    arguments: [
      (1.0, 0.0), (2, 1), (10, 3.321928094887362), (0.3, -1.7369655941662063), (1e300, 996.5784284662087),
    ] as [(Double, Double)])
  func `The logarithm has its values`(value: Double, expected: Double) {
    #expect(abs(binaryLogarithm(value) - expected) < 1e-12)
  }

  @Test(
    arguments: [
      (0.0, 1.0), (1, 2.718281828459045), (-1, 0.36787944117144233), (0.3, 1.3498588075760032),
      (20, 485165195.4097903), (-700, 0), (-1e9, 0), (-Double.infinity, 0),
    ] as [(Double, Double)])
  func `The exponential function has its values`(value: Double, expected: Double) {
    #expect(abs(exponential(value) - expected) <= expected * 1e-14)
  }

  @Test func `The exponential function stays finite`() {
    #expect(exponential(1e9).isFinite)
    #expect(exponential(.infinity) == exponential(700))
  }
}
