import PipelineModel
import SimKernel

/// Two runs laid side by side: the same up to a moment, and what differs from there on.
///
/// The same item, page or attempt in two runs is the same thing, so nothing is guessed. JSON keys
/// are stable and documented in `docs/page.md`.
public struct Alignment: Encodable, Sendable {
  public var left: Side
  public var right: Side
  /// What was changed between the two, in words.
  public var change: String
  /// Milestones that are the same, in order, before the first that is not.
  public var common: Int
  /// Nil when everything that happened is the same.
  public var divergence: Divergence?
  public var moved: Moved
  /// Hops and fates in which the two differ, and those that matter always.
  public var counts: [Count]
  public var fates: [Count]
  /// The folded lines from the divergence on; lines of both are there once.
  public var lines: [Line]

  /// One of the two runs.
  public struct Side: Encodable, Sendable {
    public var scenario: String
    public var path: String
    public var profile: String
    public var seed: UInt64
    public var fingerprint: String
    public var endedAtMicroseconds: Int64
    public var milestones: Int
  }

  /// Where the runs part.
  public struct Divergence: Encodable, Sendable {
    public var atMicroseconds: Int64
    /// A fault that struck in one of them at this moment, in words; else the change.
    public var cause: String
    /// The first thing that differs, on each side, but for faults that strike; nil where that run has
    /// nothing more.
    public var left: Event?
    public var right: Event?
    /// The item that it is about, as people call it.
    public var item: String?
  }

  /// One thing that happened.
  public struct Event: Encodable, Sendable, Equatable {
    public var atMicroseconds: Int64
    public var actor: String
    public var text: String
  }

  /// What became of the milestones of the two runs, matched by what they are about; requests that
  /// wait and what captures do are left out.
  public struct Moved: Encodable, Sendable, Equatable {
    public var same = 0
    public var earlier = 0
    public var later = 0
    /// The same thing with another result.
    public var otherwise = 0
    public var onlyLeft = 0
    public var onlyRight = 0
    /// The longest shifts.
    public var earliestMicroseconds: Int64 = 0
    public var latestMicroseconds: Int64 = 0
  }

  /// A number on both sides.
  public struct Count: Encodable, Sendable, Equatable {
    public var name: String
    public var left: Int
    public var right: Int
  }

  /// A folded line of one run, or of both.
  public struct Line: Encodable, Sendable, Equatable {
    public var atMicroseconds: Int64
    public var actor: String
    /// Nil where that run has no such line.
    public var left: String?
    public var right: String?
  }
}

extension Alignment {
  /// Plays two runs and lays them side by side.
  public init(_ plans: PlanPair) {
    self.init(plans.left.run(), plans.right.run(), change: plans.words)
  }

  /// O(milestones) beside the folding.
  init(_ left: Replay, _ right: Replay, change: String) {
    self.left = Side(left)
    self.right = Side(right)
    self.change = change
    var names = IdentityNames()
    let (mine, theirs) = (
      names.identities(in: left.evidence), names.identities(in: right.evidence)
    )
    let (first, second) = (left.outcome.milestones, right.outcome.milestones)
    var place = 0
    while place < min(mine.count, theirs.count), mine[place] == theirs[place],
      first[place].time == second[place].time
    {
      place += 1
    }
    common = place
    moved = Moved(left.evidence, mine, right.evidence, theirs)
    counts = Count.hops(left.outcome.counts, right.outcome.counts)
    fates = Count.fates(left.evidence, right.evidence)
    guard place < max(mine.count, theirs.count) else {
      lines = []
      return
    }
    let divergence = Divergence(
      (left.evidence, mine), (right.evidence, theirs), at: place, change: change)
    self.divergence = divergence
    lines = Line.merged(
      left.timeline.entries, right.timeline.entries,
      from: SimTime(microseconds: divergence.atMicroseconds))
  }
}

extension Alignment.Side {
  fileprivate init(_ replay: Replay) {
    self.init(
      scenario: replay.plan.scenario.name, path: replay.plan.scenario.path,
      profile: replay.plan.profile.label, seed: replay.plan.seed,
      fingerprint: hexadecimal(replay.outcome.fingerprint),
      endedAtMicroseconds: replay.outcome.endedAt.microseconds,
      milestones: replay.outcome.milestones.count)
  }
}

extension Alignment.Divergence {
  /// The milestones at a place differ, or one of the runs has none there.
  fileprivate init(
    _ left: (Evidence, [MilestoneIdentity]), _ right: (Evidence, [MilestoneIdentity]),
    at place: Int, change: String
  ) {
    let (effects, left, right) = (Self.effects(left, right, from: place), left.0, right.0)
    let sides = [left, right].map { $0.outcome.milestones.dropFirst(place) }
    atMicroseconds = sides.compactMap { $0.first?.time.microseconds }.min() ?? 0
    let at = atMicroseconds
    let strikes = zip([left, right], sides).compactMap { evidence, rest in
      rest.prefix { $0.kind == .faultStruck && $0.time.microseconds == at }
        .compactMap(evidence.words(ofFault:)).first
    }
    cause = strikes.first ?? change
    self.left = effects[0].map { Alignment.Event(left.outcome.milestones[$0], left) }
    self.right = effects[1].map { Alignment.Event(right.outcome.milestones[$0], right) }
    let named = zip([left, right], sides).compactMap { evidence, rest in
      rest.first.flatMap { milestone in
        milestone.itemOfMessage.map { evidence.name(ofItem: $0, in: milestone.unit) }
      }
    }
    item = named.first
  }

  /// The places of the first milestones that differ, where strikes are passed over.
  private static func effects(
    _ left: (Evidence, [MilestoneIdentity]), _ right: (Evidence, [MilestoneIdentity]),
    from place: Int
  ) -> [Int?] {
    let sides = [left, right].map { evidence, identities in
      let milestones = evidence.outcome.milestones
      return (place..<max(place, milestones.count)).lazy.filter {
        milestones[$0].kind != .faultStruck
      }.map { (place: $0, identity: identities[$0], time: milestones[$0].time) }
    }
    var (mine, theirs) = (sides[0].makeIterator(), sides[1].makeIterator())
    while true {
      let (one, other) = (mine.next(), theirs.next())
      guard let one, let other, one.identity == other.identity, one.time == other.time else {
        return [one?.place, other?.place]
      }
    }
  }
}

extension Alignment.Event {
  fileprivate init(_ milestone: Milestone, _ evidence: Evidence) {
    let wording = TimelineWording(evidence)
    self.init(
      atMicroseconds: milestone.time.microseconds, actor: wording.actor(of: milestone),
      text: wording.sentence(of: milestone))
  }
}

extension Alignment.Moved {
  fileprivate init(
    _ left: Evidence, _ mine: [MilestoneIdentity], _ right: Evidence, _ theirs: [MilestoneIdentity]
  ) {
    self.init()
    var places: [MilestoneIdentity.Subject: [Int]] = [:]
    for (place, identity) in theirs.enumerated() where identity.isCounted {
      places[identity.subject, default: []].append(place)
    }
    var taken: [MilestoneIdentity.Subject: Int] = [:]
    for (place, identity) in mine.enumerated() where identity.isCounted {
      let nth = taken[identity.subject, default: 0]
      guard let others = places[identity.subject], nth < others.count else {
        onlyLeft += 1
        continue
      }
      taken[identity.subject] = nth + 1
      let shift =
        right.outcome.milestones[others[nth]].time - left.outcome.milestones[place].time
      if identity.result != theirs[others[nth]].result {
        otherwise += 1
      } else if shift == .zero {
        same += 1
      } else if shift > .zero {
        later += 1
        latestMicroseconds = max(latestMicroseconds, shift.microseconds)
      } else {
        earlier += 1
        earliestMicroseconds = min(earliestMicroseconds, shift.microseconds)
      }
    }
    onlyRight = places.reduce(0) { $0 + $1.value.count - taken[$1.key, default: 0] }
  }
}

extension MilestoneIdentity {
  /// Whether it is matched: not how often a request asked a full limit, nor a step of a capture.
  fileprivate var isCounted: Bool {
    subject.kind != .blocked
      && (subject.run.count != 1 || subject.run[0] != Int32(FunctionKind.capture.rawValue))
  }
}
