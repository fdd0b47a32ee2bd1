import PipelineModel
import SimKernel

/// What a hunt has found so far: classes and counts, fed in the order of the jobs.
struct HuntTally: Sendable {
  /// Sites of one family.
  struct Count: Codable, Sendable, Equatable {
    var sites = 0
    /// Whose fault never struck.
    var missed = 0
    /// Proven not to matter: the run is, event by event, the one without them.
    var same = 0
    /// Whose run is, event by event, one that was seen before.
    var merged = 0
    /// Whose run differs and keeps every property.
    var harmless = 0
    /// Whose run breaks a property.
    var harmful = 0
  }

  private let calls: HuntCalls
  private let free: UInt64
  private var seen: Set<UInt64> = []
  private var places: [HuntClass.Key: Int] = [:]
  private var digest = TraceFingerprint()
  private(set) var classes: [HuntClass] = []
  private(set) var counts: [HuntSite.Family: Count] = [:]
  /// Calls whose sites are all there.
  private(set) var callsDone = 0

  init(_ plan: HuntPlan) {
    calls = plan.calls
    free = plan.judge.free.fingerprint
  }

  /// Digest of every run, in order.
  var digestText: String { digest.hex }

  /// Adds the sites of one job.
  mutating func add(_ plays: [HuntPlay]) {
    if plays.first?.site.family == .fault { callsDone += 1 }
    for play in plays { add(play) }
  }

  private mutating func add(_ play: HuntPlay) {
    let finding = play.finding
    digest.combine(finding.fingerprint)
    var count = counts[play.site.family] ?? Count()
    count.sites += 1
    let isNew = seen.insert(finding.fingerprint).inserted
    if finding.fingerprint == free {
      count.same += 1
      if finding.strikes == 0 { count.missed += 1 }
    } else {
      if !isNew { count.merged += 1 }
      if finding.troubles.isEmpty { count.harmless += 1 } else { count.harmful += 1 }
    }
    counts[play.site.family] = count
    guard !finding.troubles.isEmpty else { return }
    let cause = play.site.cause
    let key = HuntClass.Key(
      family: play.site.family, part: cause.part, effect: cause.effect,
      place: play.site.call.map { calls.places[$0] } ?? "", troubles: finding.troubles)
    if let place = places[key] {
      classes[place].add(play)
    } else {
      places[key] = classes.count
      classes.append(HuntClass(key, play))
    }
  }

  /// The classes by how bad they are; those alike as they were found.
  var ranked: [HuntClass] {
    classes.enumerated().sorted {
      ($0.element.worst.rank, $0.offset) < ($1.element.worst.rank, $1.offset)
    }.map(\.element)
  }
}
