import Foundation
import PipelineModel
import SimKernel

/// A hunt on its way: which part of the plan, how fast, and where what is found is kept.
public struct Hunt: Sendable {
  public let plan: HuntPlan
  public var shard = SweepShard.whole
  public var threads = 1
  /// Seconds after which no more work is begun.
  public var budget: Double?
  /// The folder of class files; what is found until then lies beside it.
  public var output: String?
  /// Plays each run from its beginning; for measuring what copies gain.
  public var replaysWhole = false

  /// When the budget began.
  private let began = ContinuousClock.now

  public init(_ plan: HuntPlan) { self.plan = plan }

  /// When the budget is used up.
  var end: ContinuousClock.Instant? { budget.map { began + .milliseconds(Int64($0 * 1000)) } }

  /// What became of the work.
  public struct Result: Sendable {
    let tally: HuntTally
    /// Jobs of this process and of those before it.
    public let jobs: Int
    /// Jobs that were there before.
    public let taken: Int
    /// Jobs of the plan that nobody played, in order.
    let left: [Int]
    /// Whether it ended before its work for something else than its shard.
    public let isInterrupted: Bool

    /// Whether every job of the plan is there.
    public var isWhole: Bool { left.isEmpty }
  }

  /// Plays what is not there yet.
  ///
  /// `advance` is called about ten times a second with the jobs done and to be done; when it returns
  /// false nothing more is begun. Throws a `ReportedError`; what was found until then is kept.
  public func run(
    resuming: Bool, advance: (_ done: Int, _ of: Int) -> Bool = { _, _ in true }
  ) throws -> Result {
    let journal = try openJournal(resuming)
    let lines = try output.map { try HuntJournal.lines(of: $0, hunt: plan.digest) } ?? [:]
    var found = lines.filter { plan.jobs.indices.contains($0.key) }.mapValues(\.findings)
    let taken = found.count
    let mine = shard.numbers(of: plan.jobs.count).map { $0 - 1 }.filter { found[$0] == nil }
    let clock = ContinuousClock()
    let end = end
    var isStopped = false
    // With a budget the work is taken from all over the run, so that it is a fair part of it.
    let order = budget == nil ? mine : mine.sorted { Self.mixed($0) < Self.mixed($1) }
    let length = budget == nil ? Self.piece : 1
    let pieces = stride(from: 0, to: order.count, by: length).map {
      Array(order[$0..<min(order.count, $0 + length)])
    }
    var done = 0
    let pauses = StrikePauses()
    let work: @Sendable ([Int]) -> [[HuntFinding]] = { [plan, replaysWhole] piece in
      plan.play(piece.map { plan.jobs[$0] }, forking: !replaysWhole, pauses: pauses)
        .map { $0.map(\.finding) }
    }
    func watch(_ count: Int, _ running: [Int]) {
      if !advance(min(order.count, count * length), order.count) { isStopped = true }
    }
    func take(_ place: Int, _ findings: [[HuntFinding]]) throws -> Bool {
      for (job, findings) in zip(pieces[place], findings) {
        found[job] = findings
        try journal?.append(HuntJournal.Line(hunt: plan.digest, job: job, findings: findings))
      }
      done += pieces[place].count
      return !isStopped && end.map { clock.now < $0 } ?? true
    }
    try Campaign.inOrder(pieces, threads: threads, watch: watch, work, take: take)
    return Result(
      tally: tally(found), jobs: found.count, taken: taken,
      left: plan.jobs.indices.filter { found[$0] == nil }, isInterrupted: done < order.count)
  }

  /// Jobs that one thread plays in one go, copies of one run that goes on from call to call.
  static let piece = 8

  private func openJournal(_ resuming: Bool) throws -> HuntJournal? {
    guard let output else { return nil }
    let path = HuntJournal.path(of: output, shard)
    let journal = try HuntJournal(path)
    let earlier = try HuntJournal.lines(of: output, hunt: plan.digest)
    let mine = Set(shard.numbers(of: plan.jobs.count).map { $0 - 1 })
    let count = earlier.keys.count(where: mine.contains)
    guard resuming || count == 0 else { throw OutputTaken.interruptedHunt(path, jobs: count) }
    return journal
  }

  private func tally(_ found: [Int: [HuntFinding]]) -> HuntTally {
    var tally = HuntTally(plan)
    for job in plan.jobs.indices {
      guard let findings = found[job] else { continue }
      var rest = findings[...]
      tally.add(plan.plays(of: plan.jobs[job]) { _ in rest.removeFirst() })
    }
    return tally
  }

  /// A number that says nothing about where in the run a job is.
  static func mixed(_ job: Int) -> UInt64 {
    RandomKey(seed: 1).bits(.huntOrder, UInt64(job))
  }
}

extension HuntPlan {
  /// Digest of everything that decides what is found.
  var digest: String {
    var digest = TraceFingerprint()
    let texts =
      [profile.label] + overrides.map { "\($0.name)=\($0.value.text)" }
      + judge.properties.map(\.text)
    for text in texts { digest.combine(Array(text.utf8)) }
    for word in [scenario.digest, seed, judge.free.fingerprint, UInt64(jobs.count)] {
      digest.combine(word)
    }
    return digest.hex
  }
}
