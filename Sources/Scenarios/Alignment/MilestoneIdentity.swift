import PipelineModel
import SimKernel

/// What a milestone is about, named so that the same thing in another run is found, and what came
/// of it.
struct MilestoneIdentity: Hashable {
  /// What it is about: the same in two runs when they speak of the same thing.
  struct Subject: Hashable {
    let kind: Milestone.Kind
    /// The run: its function, connection, unit and round; zeros for none.
    let run: [Int32]
    let installation: Int32
    let unit: Int32
    /// Step, page, number of the item, attempt and the like, by kind.
    let about: [Int32]
  }

  let subject: Subject
  /// What came of it.
  let result: [Int32]
}

/// Numbers for names, so that two runs of different files name the same things alike.
struct IdentityNames {
  private var numbers: [String: Int32] = [:]

  mutating func number(_ name: String) -> Int32 {
    if let known = numbers[name] { return known }
    let next = Int32(numbers.count)
    numbers[name] = next
    return next
  }

  /// The identities of all milestones of a run, in order; O(milestones).
  mutating func identities(in evidence: Evidence) -> [MilestoneIdentity] {
    let installations = evidence.world.installations.map { number("connection " + $0.name) }
    let repositories = evidence.world.repositories.map { repository in
      number("\(evidence.name(ofInstallation: repository.installation))/\(repository.name)")
    }
    func installation(_ index: Int32) -> Int32 {
      installations.indices.contains(Int(index)) ? installations[Int(index)] : -1
    }
    func unit(_ unit: UnitOfWork) -> Int32 {
      let repository = Int(unit.repository)
      let named = repositories.indices.contains(repository) ? repositories[repository] : -1
      return named * 8 + Int32(unit.entityType.rawValue)
    }
    return evidence.outcome.milestones.map { milestone in
      let run = evidence.run(milestone.run)
      let (about, result) = parts(of: milestone, evidence)
      return MilestoneIdentity(
        subject: MilestoneIdentity.Subject(
          kind: milestone.kind,
          run: run.map {
            [Int32($0.function.rawValue), installation($0.installation), unit($0.unit), $0.round]
          } ?? (milestone.run > 0 ? [Int32(FunctionKind.capture.rawValue)] : []),
          installation: installation(milestone.installation), unit: unit(milestone.unit),
          about: about),
        result: result)
    }
  }

  /// What the event is about beside run and unit, and what came of it.
  private mutating func parts(
    of milestone: Milestone, _ evidence: Evidence
  ) -> (about: [Int32], result: [Int32]) {
    func number(of item: Int32) -> Int32 {
      Int32(clamping: evidence.outcome.items.number(of: item, in: milestone.unit))
    }
    func step(_ step: StepID) -> [Int32] { [Int32(step.name.rawValue), Int32(step.index)] }
    func message(_ message: Int32, _ topic: QueueTopic) -> [Int32] {
      [Int32(topic.rawValue), topic == .ingress ? number(of: message) : message]
    }
    if let item = milestone.item, milestone.kind.isAboutItem {
      var result = [milestone.times.map { Int32(clamping: $0) } ?? 0]
      if let drop = milestone.drop { result.append(Int32(drop.rawValue)) }
      if case .itemFailed(_, _, let failure, let isMarked) = milestone.event {
        result += [self.number(failure.words), isMarked ? 1 : 0]
      }
      return ([number(of: item), Int32(milestone.page ?? 0)], result)
    }
    switch milestone.event {
    case .story(let step), .teardown(let step): return ([step], [])
    case .answered(let step, let status): return ([step], [Int32(status)])
    case .linked(let repository):
      return ([self.number(evidence.name(ofRepository: Int(repository)))], [])
    case .published(let id, let topic), .deadLetter(let id, let topic):
      return (message(id, topic), [])
    case .delivered(let id, let topic, let status): return (message(id, topic), [Int32(status)])
    case .redelivery(let id, let topic, let attempt): return (message(id, topic) + [attempt], [])
    case .runDropped(let reason, let function):
      return ([Int32(function.rawValue)], [Int32(reason.rawValue)])
    case .runEnded(let outcome, let failure):
      return ([], [Int32(outcome.rawValue), self.number(failure.words)])
    case .blocked(let limit):
      let limits = evidence.outcome.limits
      let name = limits.indices.contains(Int(limit)) ? limits[Int(limit)].name : ""
      return ([self.number(name)], [])
    case .stepDone(let id): return (step(id), [])
    case .attemptFailed(let id, let attempt, let failure),
      .stepExhausted(let id, let attempt, let failure):
      return (step(id) + [attempt], [self.number(failure.words)])
    case .stepRefused(let id, let failure): return (step(id), [self.number(failure.words)])
    case .asleep(let id, let until):
      return (step(id), [Int32(truncatingIfNeeded: until.microseconds / 1000)])
    case .pageFetched(let page, let items, let listed, _, _): return ([page], [items, listed])
    case .rateLimited(let page): return ([page], [])
    case .faultStruck(let rule, let attempt, let id, let page, let item):
      return ([rule, attempt, page, item >= 0 ? number(of: item) : -1] + step(id), [])
    case .connected(let flag), .waitResolved(let flag), .completionMissed(let flag):
      return ([], [flag ? 1 : 0])
    case .returned(let success, let units): return ([], [success ? 1 : 0, units])
    case .waiting(let count), .cancelActed(let count), .itemsCreated(let count),
      .itemsUpdated(let count):
      return ([], [count])
    default: return ([], [])
    }
  }
}
