import Testing

@testable import Exposition

@Suite struct HistogramTests {
  @Test func observationFallsIntoTheFirstBucketThatHoldsIt() {
    var histogram = Histogram(bounds: [0.5, 1])
    for value in [0.5, 0.6, 1, 7, -1] { histogram.observe(value) }
    #expect(histogram.counts == [2, 2, 1])
    #expect(histogram.count == 5)
    #expect(histogram.sum == 8.1)
  }

  @Test func notANumberIsNoObservation() {
    var histogram = Histogram(bounds: [1])
    histogram.observe(.nan)
    #expect(histogram == Histogram(bounds: [1]))
  }

  @Test func mergingAdds() {
    var left = Histogram(bounds: [1])
    var right = left
    left.observe(0.5)
    right.observe(2)
    left.merge(right)
    #expect(left.counts == [1, 1])
    #expect(left.sum == 2.5)
  }
}
