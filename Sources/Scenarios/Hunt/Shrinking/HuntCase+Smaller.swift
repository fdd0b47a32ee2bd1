import PipelineModel
import SimKernel

extension HuntCase {
  /// Every case that is one line or one amount smaller, the boldest first; a story whose steps find
  /// what they need keeps to that.
  var smaller: [HuntCase] {
    StoryOrder.holds(story, in: world)
      ? everySmaller.filter { StoryOrder.holds($0.story, in: $0.world) } : everySmaller
  }

  /// Of a large world those with fewer items come first, after which all others cost less.
  private var everySmaller: [HuntCase] {
    let isLarge = world.hasManyItems
    return (isLarge ? withoutGroups + smallerGroups : [])
      + simplerFaults + withoutFaults + withoutSteps
      + (isLarge ? [] : withoutGroups) + withoutRepositories
      + withoutInstallations + withoutOrganisations + withoutLevers + plainAges + simplerSteps
      + simplerWorlds + simplerSeed + (isLarge ? [] : smallerGroups) + earlier
  }

  /// Whether its file can be read.
  var isReadable: Bool {
    let text = HuntFile(name: "", title: "An example", shrunk: self, expectations: []).text
    let source = SourceText(path: "example.jsonc", text: text)
    return (try? Scenario.load(ScenarioChain.read(source))) != nil
  }

  /// How much there is to read: the keys of its file, then the items, then the times and numbers of
  /// calls.
  var weight: Weight {
    let text = HuntFile(name: "", title: "", shrunk: self, expectations: []).text
    var number = subject == .act ? story.steps.last?.when.offset.microseconds ?? 0 : 0
    for fault in faults.suffix(huntedFaults) {
      switch fault.trigger {
      case .window(let from, let to):
        number += (to - from).microseconds + (from - SimTime.zero).microseconds
      case .nth(let range): number += Int64(range.lowerBound)
      case .always, .probability: break
      }
    }
    let groups = world.repositories.flatMap(\.items)
    return Weight(
      keys: text.utf8.count { $0 == UInt8(ascii: ":") }, items: groups.reduce(0) { $0 + $1.count },
      number: number)
  }

  /// What is smaller is easier to read.
  struct Weight: Comparable {
    let keys: Int
    let items: Int
    let number: Int64

    static func < (a: Weight, b: Weight) -> Bool {
      (a.keys, a.items, a.number) < (b.keys, b.items, b.number)
    }
  }

  /// The case after a change.
  func changed(_ change: (inout HuntCase) -> Void) -> HuntCase? {
    var copy = self
    change(&copy)
    copy.removeLabels()
    return copy == self ? nil : copy
  }

  private var withoutFaults: [HuntCase] {
    faults.indices.dropLast(huntedFaults).compactMap { place in
      changed { $0.faults.remove(at: place) }
    }
  }

  private var withoutSteps: [HuntCase] {
    story.steps.indices.dropLast(subject == .act ? 1 : 0).filter { !story.isAwaited($0) }
      .compactMap { place in changed { $0.story = $0.story.leavingOut(place) } }
  }

  private var withoutLevers: [HuntCase] {
    levers.indices.compactMap { place in changed { $0.levers.remove(at: place) } }
  }

  private var simplerFaults: [HuntCase] {
    faults.indices.flatMap { place in
      Self.simpler(faults[place]).compactMap { simple in changed { $0.faults[place] = simple } }
    }
  }

  /// A fault with less in it.
  private static func simpler(_ fault: Fault) -> [Fault] {
    var simpler: [Fault] = []
    func add(_ change: (inout Fault) -> Void) {
      var copy = fault
      change(&copy)
      if copy != fault { simpler.append(copy) }
    }
    if case .window(let from, let to) = fault.trigger {
      add { $0.trigger = .window(from: .zero, to: to) }
      let half = (to - from) / 2
      if half >= .milliseconds(500) { add { $0.trigger = .window(from: from, to: from + half) } }
    } else {
      let caller = fault.target.caller
      for trigger in [Fault.Trigger.always, .nth(1...1)] {
        let isLess = fault.trigger != .always || trigger == .always
        guard isLess || fault.target != Fault.Target() else { continue }
        add { ($0.target, $0.trigger) = (Fault.Target(), trigger) }
        add {
          $0.target = Fault.Target()
          $0.target.caller = caller
          $0.trigger = trigger
        }
      }
      if fault.trigger != .always { add { $0.trigger = .always } }
      if case .nth(let range) = fault.trigger, range.lowerBound > 1 {
        add { $0.trigger = .nth(1...range.count) }
      }
    }
    add { $0.target.installation = nil }
    add { $0.target.repository = nil }
    add { $0.target.entityType = nil }
    add { $0.target.pages = nil }
    add { $0.target.items = nil }
    add { $0.target.attempts = nil }
    add { $0.target.rounds = nil }
    add { $0.target.caller = nil }
    add { $0.target.step = nil }
    return simpler
  }

  private var withoutGroups: [HuntCase] {
    world.repositories.indices.flatMap { repository in
      world.repositories[repository].items.indices.compactMap { group in
        changed { $0.world.repositories[repository].items.remove(at: group) }
      }
    }
  }

  private var smallerGroups: [HuntCase] {
    world.repositories.indices.flatMap { repository in
      world.repositories[repository].items.indices.flatMap { group -> [HuntCase] in
        let items = world.repositories[repository].items[group]
        guard case .spread = items.ages else { return [] }
        return Self.smaller(items.count).compactMap { count in
          changed { $0.world.repositories[repository].items[group].count = count }
        }
      }
    }
  }

  /// Numbers on the way down to a bound that is not known: next to none, half of it, then less and
  /// less less.
  private static func smaller(_ count: Int) -> [Int] {
    var numbers = [1, 2]
    var less = count / 2
    while less > 1 {
      numbers.append(count - less)
      less /= 2
    }
    numbers.append(count - 1)
    return numbers.enumerated().filter { place, number in
      number >= 1 && number < count && !numbers[..<place].contains(number)
    }.map(\.element)
  }

  /// Ages as they are where a file says nothing of them.
  private var plainAges: [HuntCase] {
    world.repositories.indices.flatMap { repository in
      world.repositories[repository].items.indices.compactMap { group in
        changed {
          $0.world.repositories[repository].items[group].ages = .spread(
            from: .zero, to: .days(30))
        }
      }
    }
  }

  private var earlier: [HuntCase] {
    guard subject == .act, let step = story.steps.last else { return [] }
    let offset = step.when.offset
    let times: [SimDuration] = [
      .zero, offset / 2, SimDuration(microseconds: offset.microseconds / 1_000_000 * 1_000_000),
      SimDuration(microseconds: offset.microseconds / 1000 * 1000),
    ]
    return times.filter { $0 < offset }.compactMap { time in
      changed { $0.story.steps[$0.story.steps.count - 1].when.offset = time }
    }
  }
}
