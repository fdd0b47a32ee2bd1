/// One of several equal parts of a sweep: every n-th run, beginning with the i-th.
///
/// Neighbours in the plan cost about the same, so that the parts take about as long.
public struct SweepShard: Sendable, Equatable, CustomStringConvertible {
  /// Which part, from 1.
  public let index: Int
  /// How many parts there are.
  public let count: Int
  /// The variable of the environment it was taken from; nil when it was given.
  public let source: String?

  /// The whole sweep.
  public static let whole = SweepShard(index: 1, count: 1)

  public init(index: Int, count: Int, source: String? = nil) {
    precondition(1...count ~= index, "A shard is one of its parts.")
    self.index = index
    self.count = count
    self.source = source
  }

  public var description: String { "\(index)/\(count)" }

  /// Numbers of its runs in a plan of so many.
  public func numbers(of runs: Int) -> StrideTo<Int> {
    stride(from: index, to: runs + 1, by: count)
  }

  /// More parts than this have no use.
  public static let maximumCount = 100_000

  private static let form =
    "write it as 2/8, or auto or auto/8 to take it from the environment"

  /// Reads `2/8`, `auto` or `auto/8`.
  ///
  /// Throws `ValueProblem` when it is something else or the environment has no such part.
  public static func parse(
    _ text: String, environment: [String: String]
  ) throws(ValueProblem) -> SweepShard {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count <= 2, let word = parts.first else { throw notAShard(text) }
    let count = parts.count == 2 ? number(parts[1]) : nil
    guard parts.count == 1 || count != nil else { throw notAShard(text) }
    if word == "auto" { return try find(in: environment, count: count) }
    guard let index = number(word), let count else { throw notAShard(text) }
    return try checked(index, count, source: nil)
  }

  private static func notAShard(_ text: String) -> ValueProblem {
    ValueProblem("\(VisibleText.quoted(text)) is no shard", help: form)
  }

  private static func number(_ text: Substring) -> Int? {
    text.utf8.allSatisfy { 0x30...0x39 ~= $0 } ? Int(text) : nil
  }

  private static func checked(
    _ index: Int, _ count: Int, source: String?
  ) throws(ValueProblem) -> SweepShard {
    guard 1...maximumCount ~= count, 1...count ~= index else {
      let place = source.map { " (from \($0))" } ?? ""
      throw ValueProblem(
        "there is no shard \(index) of \(count)\(place)",
        help: "shards count from 1 to their number, at most \(maximumCount)")
    }
    return SweepShard(index: index, count: count, source: source)
  }

  /// Slurm counts as its array is written, Kubernetes from 0, GitLab from 1.
  private static func find(
    in environment: [String: String], count: Int?
  ) throws(ValueProblem) -> SweepShard {
    func value(_ name: String) -> Int? { environment[name].flatMap { number($0[...]) } }
    if let task = value("SLURM_ARRAY_TASK_ID") {
      if let count { return try checked(task, count, source: "SLURM_ARRAY_TASK_ID") }
      guard value("SLURM_ARRAY_TASK_MIN") == 1, let last = value("SLURM_ARRAY_TASK_MAX"),
        value("SLURM_ARRAY_TASK_COUNT") == last
      else {
        throw ValueProblem(
          "the Slurm array does not say how many shards there are",
          help: "submit it as --array=1-8, or write auto/8")
      }
      return try checked(task, last, source: "SLURM_ARRAY_TASK_ID")
    }
    if let index = value("JOB_COMPLETION_INDEX") {
      guard let count else {
        throw ValueProblem(
          "Kubernetes does not say how many shards there are", help: "write auto/8")
      }
      return try checked(index + 1, count, source: "JOB_COMPLETION_INDEX")
    }
    if let index = value("CI_NODE_INDEX") {
      guard let count = count ?? value("CI_NODE_TOTAL") else {
        throw ValueProblem("CI_NODE_TOTAL is not set", help: "write auto/8")
      }
      return try checked(index, count, source: "CI_NODE_INDEX")
    }
    throw ValueProblem(
      "the environment names no shard",
      help: "SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX or CI_NODE_INDEX can be set")
  }
}
