/// Rows that a merge did not find, and how to come by them.
public struct SweepIncomplete: ReportedError, Equatable {
  /// The output, beside which the rows that are there are kept.
  public let output: String
  /// Digest of the plan.
  public let sweep: UInt64
  /// Numbers of the runs, rising.
  public let missing: [Int]
  /// Runs of the whole plan.
  public let runs: Int
  /// The sweep file, where it is known.
  public var file: String?

  public var exitCode: ExitCode { .badData }

  /// The command that computes what is missing into the output.
  public var command: String {
    ["simrun", "sweep", file ?? "FILE", "--output", output, "--resume"].map(ShellWord.quote)
      .joined(separator: " ")
  }

  /// The shard that is missing, when it is just one.
  public var shard: SweepShard? {
    guard missing.count > 1 else { return nil }
    let step = missing[1] - missing[0]
    guard step > 1, missing[0] <= step else { return nil }
    let shard = SweepShard(index: missing[0], count: step)
    return missing == Array(shard.numbers(of: runs)) ? shard : nil
  }

  public func report(colours: Bool) -> String {
    let which = shard.map { "shard \($0)" } ?? "runs \(listed)"
    return Paint(colours).error(
      "\(missing.count) of \(runs) runs are missing: \(which)", at: VisibleText.of(output),
      help: "what is there is kept; compute the rest with: \(command)")
  }

  /// The first of the numbers, neighbours joined.
  private var listed: String {
    var ranges: [ClosedRange<Int>] = []
    for number in missing {
      if let last = ranges.last, last.upperBound == number - 1 {
        ranges[ranges.count - 1] = last.lowerBound...number
      } else {
        ranges.append(number...number)
      }
    }
    let shown = ranges.prefix(10).map {
      $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)–\($0.upperBound)"
    }
    return shown.joined(separator: ", ") + (ranges.count > 10 ? ", …" : "")
  }
}
