import Foundation
import PipelineModel
import SimKernel

/// Plays a run again with one thing changed at a time, and sees which items that heals.
public struct Explainer: Sendable {
  /// Events, and items that are laid out, that all changed runs together may take, so that large runs
  /// end soon.
  private static let events = 6_000_000
  /// The same of a run of so many events and items.
  private static let (fewer, many) = (3_600_000, 100_000)
  /// A changed run is given up, and proves nothing, after so many events, so many for each item that
  /// is expected, and so many times those of the run itself.
  private static let least = 50_000
  private static let perItem = 60
  private static let longer = 3
  /// Changes that are played of the largest run.
  private static let fewest = 6
  /// Events of a run of which only single changes are played.
  private static let large = 500_000
  /// Sets of changes that are searched for at most.
  private static let searches = 8

  private let replay: Replay
  private let threads: Int
  private let troubles: [Trouble]
  private let affected: [(name: ItemName, item: Int32, trouble: Trouble)]
  /// The items that are stored.
  private let stored: [ItemName]

  /// Plays the run; O(items).
  public init(
    _ plan: ReplayPlan, troubles: [Trouble] = Trouble.allCases,
    threads: Int = ProcessInfo.processInfo.activeProcessorCount
  ) {
    replay = plan.run()
    self.threads = threads
    self.troubles = troubles
    affected = Self.affected(replay, troubles)
    stored = ItemLook.stored(in: replay)
  }

  private static func affected(
    _ replay: Replay, _ troubles: [Trouble]
  ) -> [(name: ItemName, item: Int32, trouble: Trouble)] {
    let (outcome, histories) = (replay.outcome, replay.evidence.ledger.histories)
    func name(_ item: Int32) -> ItemName {
      let unit = outcome.items.unit(of: item)
      return ItemName(unit: unit, number: outcome.items.number(of: item, in: unit))
    }
    let missing = outcome.expected.sorted().filter { histories[$0]?.stored.isEmpty ?? true }
    let twice = histories.keys.filter {
      (histories[$0]?.delivered.count ?? 0) > 1 || (histories[$0]?.stored.count ?? 0) > 1
    }
    return (troubles.contains(.missing) ? missing.map { (name($0), $0, .missing) } : [])
      + (troubles.contains(.twice) ? twice.map { (name($0), $0, .twice) } : [])
  }

  /// Explains all the items, or the one that people call so; without `findsLimits` not how little
  /// of each cause suffices.
  ///
  /// Throws `UsageError` when there is no such item, or more than one of that name.
  public func explanation(
    of item: String? = nil, findsLimits: Bool = true
  ) throws(UsageError) -> Explanation {
    var explanation = Explanation(
      scenario: replay.plan.scenario.name, profile: replay.plan.profile.label,
      seed: replay.plan.seed, troubles: troubles, groups: [], runs: 1, notPlayed: 0, givenUp: 0,
      isCutOff: replay.outcome.stop.isCutOff)
    var wanted = affected
    if let item {
      let found = try find(item)
      wanted = affected.filter { $0.item == found }
      if wanted.isEmpty {
        let unit = replay.outcome.items.unit(of: found)
        let fate = replay.evidence.fates.fate(of: found, in: unit)
        explanation.asked = "\(replay.evidence.name(ofItem: found, in: unit)): \(fate.words)"
        explanation.chain = ItemChain(found, unit, replay.evidence).lines
      }
    }
    guard !wanted.isEmpty else { return explanation }
    fill(&explanation, with: wanted, findsLimits)
    return explanation
  }

  private func find(_ text: String) throws(UsageError) -> Int32 {
    let all = Set(replay.outcome.expected).union(replay.evidence.ledger.histories.keys).sorted()
    let named = all.map {
      (item: $0, name: replay.evidence.name(ofItem: $0, in: replay.outcome.items.unit(of: $0)))
    }
    if let exact = named.first(where: { $0.name == text }) { return exact.item }
    let alike = named.filter { $0.name.hasSuffix(" " + text) }
    guard let first = alike.first else {
      throw UsageError("There is no item \(VisibleText.quoted(text)) in this run.")
    }
    guard alike.count == 1 else {
      throw UsageError(
        "\(VisibleText.quoted(text)) is the name of \(counted(alike.count, "item")), such as "
          + "\(VisibleText.quoted(first.name)).")
    }
    return first.item
  }

  private func fill(
    _ explanation: inout Explanation,
    with wanted: [(name: ItemName, item: Int32, trouble: Trouble)], _ findsLimits: Bool
  ) {
    let fates = Set(
      wanted.map { replay.evidence.fates.fate(of: $0.item, in: $0.name.unit) })
    let ranked = Change.all(of: replay).likelierFirst(fates, in: replay.outcome)
    let all = Change.ends(of: replay) + ranked
    let size = replay.outcome.events + replay.outcome.counts.expected
    let events = size < Self.many ? Self.events : Self.fewer
    let room = max(Self.fewest, events / max(1, size))
    let names = wanted.map(\.name)
    let looks = looks(all.prefix(room), names, within: events)
    explanation.notPlayed = all.count - looks.count
    var tried = TriedChanges(wanted.map { ($0.name, $0.trouble) })
    tried.add(Array(all.prefix(looks.count))) { _, _ in looks }
    tried.spareTheCutOff()
    var search = MinimalChange(replay)
    if replay.outcome.events < Self.large {
      for _ in 0..<Self.searches {
        guard let place = tried.firstWithoutCase else { break }
        tried.sought.insert(place)
        guard let faults = search.faults(healing: wanted[place].name, wanted[place].trouble)
        else { continue }
        tried.add([Change.leavingOut(faults, of: replay)], besideLevers: true, look)
      }
    }
    if tried.firstUnhealed != nil, replay.outcome.events < Self.large {
      tried.add(Change.additions(of: replay), look)
      var spare = room / 4
      for _ in 0..<Self.searches {
        guard let place = tried.firstUnhealed else { break }
        tried.given.insert(place)
        let (name, _, trouble) = wanted[place]
        let second = SecondCause(
          of: name, trouble, in: replay, among: all, search.plan, runs: spare / 3,
          threads: threads)
        spare -= second.runs
        let pairs = second.pairs.prefix(spare)
        spare -= pairs.count
        explanation.runs += second.runs
        let seen = self.looks(pairs, names, within: events / 3)
        tried.add(Array(pairs.prefix(seen.count))) { _, _ in seen }
        guard tried.causes[place].isEmpty else { continue }
        guard let found = search.change(healing: name, trouble) else {
          continue
        }
        tried.add([found], lesser: found.lessOne, look)
      }
    }
    explanation.runs += tried.runs + search.runs
    explanation.givenUp = tried.looks.count(where: \.summary.isCutOff)
    explanation.groups = groups(wanted, tried)
    if findsLimits, replay.outcome.events < Self.large {
      var limits = CauseLimits(replay)
      for place in explanation.groups.indices { limits.fill(&explanation.groups[place]) }
      explanation.runs += limits.runs
    }
    let deadline = Deadline(replay: replay, stored: stored, threads: threads).fill(
      &explanation.groups, findsTurns: findsLimits)
    explanation.runs += deadline.runs
    explanation.givenUp += deadline.givenUp
  }

  /// Changes that are played before it is seen how much is left.
  private static let batch = 8

  /// Plays changes until those before took so many events: a changed run may take far more than the run.
  private func looks(
    _ changes: ArraySlice<Change>, _ names: [ItemName], within events: Int
  ) -> [ItemLook] {
    var (looks, left) = ([ItemLook](), events)
    while looks.count < changes.count, left > 0 {
      let more = look(Array(changes.dropFirst(looks.count).prefix(Self.batch)), names)
      left -= more.reduce(0) { $0 + $1.summary.events + replay.outcome.counts.expected }
      looks += more
    }
    return looks
  }

  private func look(_ changes: [Change], _ names: [ItemName]) -> [ItemLook] {
    var bounded = replay.plan.scenario
    bounded.limits.maxEvents = min(
      bounded.limits.maxEvents,
      Self.least + Self.perItem * replay.outcome.counts.expected
        + Self.longer * replay.outcome.events)
    let plan = ReplayPlan(
      bounded, profile: replay.plan.profile, seed: replay.plan.seed,
      overrides: replay.plan.overrides)
    let stored = stored
    return Campaign.map(changes.map { $0.plan(plan) }, threads: threads) {
      ItemLook(names, in: $0, against: stored)
    }
  }

  private func groups(
    _ wanted: [(name: ItemName, item: Int32, trouble: Trouble)], _ tried: TriedChanges
  ) -> [Explanation.Group] {
    let (changes, looks) = (tried.changes, tried.looks)
    let evidence = replay.evidence
    let base = RunSummary(replay.outcome).amounts
    let ofCase = Set(changes.indices.filter { changes[$0].isOfCase })
    return CauseCover(wanted.indices, tried.causes, ofCase) { place in
      CauseCover.Kind(
        trouble: wanted[place].trouble,
        fate: evidence.fates.fate(of: wanted[place].item, in: wanted[place].name.unit))
    }.groups.map { group in
      let mine = group.places.map { wanted[$0] }
      let (first, last) = (mine[0], mine[mine.count - 1])
      return Explanation.Group(
        trouble: group.kind.trouble, fate: group.kind.fate, items: mine.count,
        first: evidence.name(ofItem: first.item, in: first.name.unit),
        last: evidence.name(ofItem: last.item, in: last.name.unit),
        hasGaps: group.places[mine.count - 1] - group.places[0] >= mine.count,
        chain: ItemChain(first.item, first.name.unit, evidence).lines,
        causes: group.causes.map {
          Explanation.Cause(
            changes[$0], change: looks[$0].summary.amounts - base, lost: looks[$0].lost)
        }, remedies: [], names: mine.map(\.name))
    }
  }
}

extension Explanation.Cause {
  init(_ change: Change, change amounts: Amounts, lost: Int) {
    var setting: String?
    let kind: String
    switch change.parts.count == 1 ? change.parts[0] : .horizon {
    case .faults, .faultUntil: kind = "faults"
    case .step, .trigger: kind = "story"
    case .linked, .granted, .synced, .apart: kind = "world"
    case .horizon where change.parts.count > 1: kind = "several"
    case .horizon: kind = "end"
    case .lever(let lever):
      kind = "lever"
      setting = "\(lever.name)=\(lever.value.text)"
    }
    self.init(
      words: change.words, kind: kind, setting: setting, since: nil, atLeast: nil,
      change: amounts, lost: lost, played: change)
  }
}
