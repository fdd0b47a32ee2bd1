/// Rules for dropping the start of a series, where the world is not yet in its steady state.
public enum Warmup {
  /// The number of observations to drop, by MSER-5 (White 1997).
  ///
  /// The series is averaged in batches of five; the cut is the one, within the first half, that
  /// makes the standard error of what remains smallest. O(n).
  public static func mser5(_ series: [Double]) -> Int {
    let batches = stride(from: 0, to: series.count - series.count % 5, by: 5).map { start in
      series[start..<start + 5].reduce(0, +) / 5
    }
    var rest = Tally()
    var best = (cut: 0, error: Double.infinity)
    for cut in batches.indices.reversed() {
      rest.add(batches[cut])
      guard cut <= batches.count / 2, rest.count > 1 else { continue }
      let error = rest.variance / Double(rest.count)
      if error <= best.error { best = (cut, error) }
    }
    return best.cut * 5
  }
}
