import SimKernel

/// How long a sweep will take and how much it will write, from a few of its runs.
public struct SweepEstimate: Sendable, Equatable {
  /// Runs of the shard.
  public let runs: Int
  /// Runs that were tried.
  public let tried: Int
  /// Microseconds of work on one thread, extrapolated from the tried runs.
  public let workMicroseconds: Int64
  /// Bytes of the output.
  public let bytes: Int64

  /// Tries runs spread over the shard until the time is up; at least one, all if they are few.
  ///
  /// Throws `DiagnosticList` for a point whose values do not go together.
  public init(
    _ plan: SweepPlan, _ shard: SweepShard, _ format: SweepFormat, within budget: Duration
  ) throws {
    let numbers = Array(shard.numbers(of: plan.runs))
    let columns = plan.columns
    let clock = ContinuousClock()
    let start = clock.now
    var written = 0
    var tried = 0
    for place in Self.spread(numbers.count) {
      if tried > 0, clock.now - start > budget { break }
      let run = plan.run(numbers[place])
      let row = plan.row(run, try SweepPoint(run.point, of: plan))
      written += format.line(row, columns).utf8.count + 1
      tried += 1
    }
    let (seconds, attoseconds) = (clock.now - start).components
    let spent = Double(seconds) + Double(attoseconds) / 1e18
    let factor = Double(numbers.count) / Double(max(tried, 1))
    runs = numbers.count
    self.tried = tried
    workMicroseconds = Int64(spent * factor * 1e6)
    bytes = Int64(Double(written) * factor) + Int64(format.header(columns)?.utf8.count ?? 0)
  }

  /// The places of a list, so that every beginning of the order is spread evenly over it.
  static func spread(_ count: Int) -> some Sequence<Int> {
    let bits = count <= 1 ? 0 : Int.bitWidth - (count - 1).leadingZeroBitCount
    return (0..<1 << bits).lazy.map { number in
      var rest = number
      var reversed = 0
      for _ in 0..<bits {
        reversed = reversed << 1 | rest & 1
        rest >>= 1
      }
      return reversed
    }.filter { $0 < count }
  }
}
