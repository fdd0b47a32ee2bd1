import PipelineModel
import SimKernel

extension HuntPairs {
  /// A pair that does what neither fault does alone.
  struct Found: Sendable {
    let first: First
    let second: Fault
    let troubles: [HuntTrouble]
    let finding: HuntFinding
  }
}

extension Hunt {
  /// What became of the pairs.
  public struct PairResult: Sendable {
    let pairs: HuntPairs
    let played: [Int: HuntPairs.Played]
    /// Whether it ended before its work for something else than its shard.
    public let isInterrupted: Bool

    /// First faults whose pairs were all played, of this process and of those before it.
    public var jobs: Int { played.count }

    /// Whether the pairs of every first fault are there.
    public var isWhole: Bool { played.count == pairs.firsts.count }
  }

  /// Plays the pairs of faults that are not there yet, at most about so many of all.
  ///
  /// `advance` as in `run`. Throws a `ReportedError`; what was found until then is kept.
  public func runPairs(
    most: Int, advance: (_ done: Int, _ of: Int) -> Bool = { _, _ in true }
  ) throws -> PairResult {
    let pairs = HuntPairs(plan, most: most, threads: threads)
    var digest = TraceFingerprint()
    digest.combine(Array(plan.digest.utf8))
    digest.combine(UInt64(most))
    let hunt = digest.hex
    let journal = try output.map { try HuntJournal(HuntJournal.path(of: $0, shard)) }
    let lines = try output.map { try HuntJournal.lines(of: $0, hunt: hunt) } ?? [:]
    var played = lines.filter { pairs.firsts.indices.contains($0.key) }.mapValues {
      HuntPairs.Played(count: $0.played ?? 0, pairs: $0.pairs ?? [], findings: $0.findings)
    }
    let mine = shard.numbers(of: pairs.firsts.count).map { $0 - 1 }.filter { played[$0] == nil }
    let order = budget == nil ? mine : mine.sorted { Self.mixed($0) < Self.mixed($1) }
    var (isStopped, done) = (false, 0)
    func watch(_ count: Int, _ running: [Int]) {
      if !advance(count, order.count) { isStopped = true }
    }
    func take(_ place: Int, _ found: HuntPairs.Played) throws -> Bool {
      played[order[place]] = found
      try journal?.append(
        HuntJournal.Line(
          hunt: hunt, job: order[place], findings: found.findings, pairs: found.pairs,
          played: found.count))
      done += 1
      return !isStopped && end.map { ContinuousClock.now < $0 } ?? true
    }
    let work: @Sendable (Int) -> HuntPairs.Played = { pairs.play($0) }
    try Campaign.inOrder(order, threads: threads, watch: watch, work, take: take)
    return PairResult(pairs: pairs, played: played, isInterrupted: done < order.count)
  }
}

extension Hunt.PairResult {
  /// The pairs that do what neither of their faults does alone, in order.
  func found(_ tally: HuntTally) -> [HuntPairs.Found] {
    var alone: [String: Set<HuntTrouble>] = [:]
    for found in tally.classes where found.key.family == .fault {
      alone["\(found.key.part), \(found.key.effect)", default: []].formUnion(found.key.troubles)
    }
    return pairs.firsts.indices.flatMap { place -> [HuntPairs.Found] in
      guard let played = played[place], !played.pairs.isEmpty else { return [] }
      let first = pairs.firsts[place]
      return zip(pairs.seconds(played.pairs, of: first), played.findings).compactMap {
        second, finding in
        let known = alone["\(second.wire.name), \(second.effect.words)"] ?? []
        let new = finding.troubles.filter {
          !known.contains($0) && !first.finding.troubles.contains($0)
        }
        guard !new.isEmpty else { return nil }
        return HuntPairs.Found(first: first, second: second, troubles: new, finding: finding)
      }
    }
  }
}
