import PipelineModel
import SimKernel

extension Dice {
  /// Up to five faults on any wire, of any kind.
  public mutating func faults(in world: World) -> [Fault] {
    (0..<pick([0, 1, 2, 3, 5])).map { _ in
      let wire = pick(Wire.allCases)
      var target = target(in: world)
      if !wire.isAboutRepositories { (target.repository, target.entityType) = (nil, nil) }
      if Fault.wiresOfSteps.contains(wire), chance(20) {
        target.step = pick(StepName.allCases.filter { $0.wires.contains(wire) })
      }
      return Fault(wire: wire, target: target, trigger: trigger(), effect: effect())
    }
  }

  private mutating func target(in world: World) -> Fault.Target {
    var target = Fault.Target()
    guard chance(50) else { return target }
    if chance(30) { target.installation = number(0...world.installations.count - 1) }
    if chance(30) { target.repository = number(0...world.repositories.count - 1) }
    if chance(30) { target.entityType = pick(EntityType.allCases) }
    target.pages = part(of: 1...5)
    target.items = part(of: 1...20)
    target.attempts = part(of: 1...4)
    if chance(50) { target.rounds = part(of: 1...3) }
    return target
  }

  private mutating func trigger() -> Fault.Trigger {
    switch number(1...5) {
    case 1: return .always
    case 2, 3: return .nth(part(of: 1...30) ?? 1...1)
    case 4:
      let from = SimTime.zero + duration()
      return .window(from: from, to: from + duration())
    default: return .probability(perMillion: pick([1000, 50_000, 500_000]))
    }
  }

  private mutating func effect() -> Fault.Effect {
    switch number(1...10) {
    case 1: .status(pick([400, 401, 403, 404, 410, 429, 500, 503]))
    case 2: .statusAfterWork(pick([500, 504]))
    case 3: .lostRequest
    case 4: .lostReply
    case 5: .hang
    case 6: .slow(duration())
    case 7: .crashBefore
    case 8: .crashAfter
    case 9: .headers(pick(Fault.HeaderTrouble.allCases))
    default: .deliveredTwice
    }
  }
}
