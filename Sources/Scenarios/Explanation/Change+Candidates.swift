import PipelineModel
import SimKernel

extension Change {
  /// Every change that is tried: faults that struck, steps of the story, then levers.
  static func all(of replay: Replay) -> [Change] {
    faults(of: replay) + steps(of: replay) + levers(of: replay)
  }

  private static func faults(of replay: Replay) -> [Change] {
    struck(replay).map { leavingOut([$0], of: replay) }
  }

  /// Two faults that struck, left out together.
  static func pairs(of replay: Replay) -> [Change] {
    let places = struck(replay)
    return places.enumerated().flatMap { index, first in
      places[(index + 1)...].map { leavingOut([first, $0], of: replay) }
    }
  }

  private static func struck(_ replay: Replay) -> [Int] {
    let strikes = replay.outcome.faultStrikes
    return replay.evidence.rules.indices.filter { !strikes.indices.contains($0) || strikes[$0] > 0 }
  }

  private static func leavingOut(_ places: [Int], of replay: Replay) -> Change {
    let names = places.map { place in
      var rule = replay.evidence.rules[place]
      rule.fault.rule = rule.fault.rule ?? place
      return rule.name
    }
    return Change(part: .faults(places), words: "without " + names.joined(separator: " and "))
  }

  private static func steps(of replay: Replay) -> [Change] {
    // A fleet's customers bring steps of their own: only those of the file can be left out.
    let story = replay.plan.scenario.story
    return story.steps.indices.filter { !story.isAwaited($0) }.map { place in
      let step = story.steps[place]
      let label = step.label.isEmpty ? "" : " (\(step.label))"
      let words = replay.evidence.words(step.action)
      return Change(part: .step(place), words: "without story[\(place)]\(label), \(words)")
    }
  }

  private static func levers(of replay: Replay) -> [Change] {
    let profile = replay.evidence.levers
    return Lever.all.flatMap { lever in
      let now = lever.value(in: profile)
      var values: [LeverValue] = []
      for value in [lever.runbook, lever.asBuilt] + lever.others(than: now)
      where value != now && !values.contains(value) {
        values.append(value)
      }
      return values.compactMap { LeverSetting(lever.name, $0) }.map { Change([$0]) }
    }
  }

  /// One lever set, or a few together.
  init(_ settings: [LeverSetting]) {
    let words = settings.map(\.text).joined(separator: " and ")
    self.init(part: .levers(settings), words: "with \(words)")
  }
}

extension Lever {
  /// How much larger than today's an amount is tried.
  private static let much = 1024

  /// The other words of a choice; of an amount none and much more.
  fileprivate func others(than value: LeverValue) -> [LeverValue] {
    switch (kind, value) {
    case (.flag, .flag(let flag)): return [.flag(!flag)]
    case (.choice(let words), _): return words.map { .choice($0) }
    case (.count(let range), .count(let number)):
      let more = max(number, 1).multipliedReportingOverflow(by: Self.much)
      return [.count(range.lowerBound)]
        + [.count(min(range.upperBound, more.overflow ? .max : more.partialValue))]
    case (.duration, .duration(let time)):
      let most = Distribution.maximum.microseconds
      let more = min(most / Int64(Self.much), max(1, time.microseconds)) * Int64(Self.much)
      return [.duration(.zero), .duration(SimDuration(microseconds: more))]
    case (.bytes, .bytes(let bytes)):
      return [.bytes(0), .bytes(min(1 << 30, min(1 << 20, max(1, bytes)) * Self.much))]
    default: return []
    }
  }
}
