import PipelineModel
import SimKernel

extension ReplayReport.Part {
  /// One part for each repository, in the order of the world.
  static func all(of evidence: Evidence) -> [ReplayReport.Part] {
    let world = evidence.world
    let byUnit = evidence.fateCountsByUnit
    return world.repositories.indices.map { index in
      let units = EntityType.allCases.compactMap { type in
        byUnit[UnitOfWork(repository: Int32(index), entityType: type)].map { (type.name, $0) }
      }
      let fates = units.reduce(into: [:]) { $0.merge($1.1, uniquingKeysWith: +) }
      let lost = units.map { name, counts in
        (name, counts.reduce(0) { $1.key.isMeant ? $0 : $0 + $1.value })
      }
      return ReplayReport.Part(
        connection: evidence.name(
          ofInstallation: evidence.heir(of: world.repositories[index].installation)),
        repository: world.repositories[index].name,
        counts: ReplayReport.Counts(evidence.outcome.countsByRepository[index]),
        fates: FateCount.sorted(fates).words,
        lostByEntityType: evidence.outcome.expected.isEmpty
          ? nil : Dictionary(uniqueKeysWithValues: lost.filter { $0.1 > 0 }))
    }
  }
}

extension [FateCount] {
  /// By the words of the vocabulary.
  var words: [String: Int] {
    Dictionary(uniqueKeysWithValues: map { ($0.fate.rawValue, $0.count) })
  }
}

extension ReplayReport.FaultSummary {
  /// Every fault of a run, with how often it struck.
  static func all(_ rules: [FaultRule], _ outcome: Outcome) -> [Self] {
    zip(rules, outcome.faultStrikes).map { Self($0, strikes: $1) }
  }

  init(_ rule: FaultRule, strikes: Int) {
    self.init(
      rule: rule.fault.rule ?? 0, path: rule.place?.path ?? "", line: rule.place?.line ?? 0,
      wire: rule.fault.wire.name, effect: rule.fault.effect.words, strikes: strikes,
      mayMiss: rule.fault.mayMiss)
  }
}

extension ReplayReport.Strike {
  /// Nil for a milestone that is none, or of a fault that the scenario does not have.
  init?(_ milestone: Milestone, _ evidence: Evidence) {
    guard
      case .faultStruck(let number, let attempt, let step, let page, let item) = milestone.event,
      let rule = evidence.rule(number)
    else { return nil }
    self.init(
      rule: Int(number), path: rule.place?.path ?? "", line: rule.place?.line ?? 0,
      atMicroseconds: milestone.time.microseconds, wire: rule.fault.wire.name,
      call: step.label(milestone.unit),
      unit: milestone.unit == .none ? "" : evidence.name(of: milestone.unit),
      item: item < 0 ? "" : evidence.name(ofItem: item, in: milestone.unit),
      page: page > 0 ? Int(page) : nil, attempt: Int(attempt), run: Int(milestone.run),
      effect: rule.fault.effect.words)
  }
}

extension ReplayReport {
  /// The counts of each connection and of each repository by their names, where there are several.
  var parts: [(key: String, value: Counts)] {
    guard byRepository.count > 1 else { return [] }
    let several = Set(byRepository.map(\.connection)).count > 1
    return byRepository.map {
      (several ? "\($0.connection) \($0.repository)" : $0.repository, $0.counts)
    }
  }

  /// The counts of each entity type, of each part and of all, by name.
  var countsByName: [(key: String, value: Counts)] {
    byEntityType.sorted { $0.key < $1.key } + parts + [("all", counts)]
  }

  /// What became of the items without an observation, the commonest first.
  var missingFates: [FateCount] {
    let counts = fates.compactMap { word, count in Fate(rawValue: word).map { ($0, count) } }
    return FateCount.sorted(Dictionary(uniqueKeysWithValues: counts)).filter { !$0.fate.isStored }
  }

  /// The faults that never struck, as sentences.
  var missedFaults: [String] { faults.misses }
}

extension [ReplayReport.FaultSummary] {
  /// The faults of one run that never struck, as sentences.
  var misses: [String] {
    filter { $0.strikes == 0 }.map {
      "never struck\($0.mayMiss ? ", and may miss" : ""): \($0.words)"
    }
  }
}

extension ReplayReport.FaultSummary {
  /// What it does: `faults[0] (HTTP 500, fetch)`.
  var name: String { "faults[\(rule)] (\(effect), \(wire))" }

  /// Its place, with the last part of its file's path, and what it does:
  /// `a.jsonc:12: faults[0] (HTTP 500, fetch)`; one that the program made has no place.
  var words: String {
    path.isEmpty ? name : "\(path.split(separator: "/").last ?? ""):\(line): \(name)"
  }
}

extension World {
  /// Items of types that no connection of their provider asks for, one sentence for each group.
  var neverAsked: [String] {
    repositories.flatMap { repository -> [String] in
      let provider = installations[repository.installation].provider
      let asked = provider.entityTypes
      guard !asked.isEmpty else { return [] }
      return repository.items.filter { $0.count > 0 && !asked.contains($0.entityType) }.map {
        "\(grouped($0.count)) \($0.entityType.name) of \(repository.name): a \(provider.name)"
          + " connection asks for \(asked.map(\.name).joined(separator: ", ")) only"
      }
    }
  }
}
