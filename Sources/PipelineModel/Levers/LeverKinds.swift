import SimKernel

extension Lever {
  typealias Path<Value> = WritableKeyPath<Profile, Value> & Sendable

  static func count(
    _ name: String, _ path: Path<Int>, _ runbook: Int, _ asBuilt: Int, unit: String,
    in range: ClosedRange<Int> = 0...1_000_000_000, _ summary: String, source: String
  ) -> Lever {
    Lever(
      name: name, summary: summary, kind: .count(range), unit: unit, runbook: .count(runbook),
      asBuilt: .count(asBuilt), source: source, proposals: [],
      apply: { if case .count(let n) = $0 { $1[keyPath: path] = n } },
      read: { .count($0[keyPath: path]) })
  }

  static func bytes(
    _ name: String, _ path: Path<Int>, _ runbook: Int, _ asBuilt: Int, _ summary: String,
    source: String
  ) -> Lever {
    Lever(
      name: name, summary: summary, kind: .bytes, unit: "bytes", runbook: .bytes(runbook),
      asBuilt: .bytes(asBuilt), source: source, proposals: [],
      apply: { if case .bytes(let n) = $0 { $1[keyPath: path] = n } },
      read: { .bytes($0[keyPath: path]) })
  }

  static func duration(
    _ name: String, _ path: Path<SimDuration>, _ runbook: SimDuration, _ asBuilt: SimDuration,
    _ summary: String, source: String
  ) -> Lever {
    Lever(
      name: name, summary: summary, kind: .duration, unit: "µs", runbook: .duration(runbook),
      asBuilt: .duration(asBuilt), source: source, proposals: [],
      apply: { if case .duration(let d) = $0 { $1[keyPath: path] = d } },
      read: { .duration($0[keyPath: path]) })
  }

  static func durations(
    _ name: String, _ path: Path<[SimDuration]>, _ both: [SimDuration], _ summary: String,
    source: String
  ) -> Lever {
    Lever(
      name: name, summary: summary, kind: .durations, unit: "µs", runbook: .durations(both),
      asBuilt: .durations(both), source: source, proposals: [],
      apply: { if case .durations(let list) = $0 { $1[keyPath: path] = list } },
      read: { .durations($0[keyPath: path]) })
  }

  static func flag(
    _ name: String, _ path: Path<Bool>, _ runbook: Bool, _ asBuilt: Bool, _ summary: String,
    proposal: Bool? = nil, source: String
  ) -> Lever {
    Lever(
      name: name, summary: summary, kind: .flag, unit: "on or off", runbook: .flag(runbook),
      asBuilt: .flag(asBuilt), source: source, proposals: proposal.map { ["\($0)"] } ?? [],
      apply: { if case .flag(let f) = $0 { $1[keyPath: path] = f } },
      read: { .flag($0[keyPath: path]) })
  }

  static func choice<Choice: RawRepresentable<String> & CaseIterable & Sendable>(
    _ name: String, _ path: Path<Choice>, _ runbook: Choice, _ asBuilt: Choice, _ summary: String,
    proposals: [Choice] = [], source: String
  ) -> Lever {
    Lever(
      name: name, summary: summary, kind: .choice(Choice.allCases.map(\.rawValue)),
      unit: "one of", runbook: .choice(runbook.rawValue), asBuilt: .choice(asBuilt.rawValue),
      source: source, proposals: proposals.map(\.rawValue),
      apply: {
        if case .choice(let word) = $0, let choice = Choice(rawValue: word) {
          $1[keyPath: path] = choice
        }
      },
      read: { .choice($0[keyPath: path].rawValue) })
  }

  static func rate(
    _ name: String, _ path: Path<Rate>, _ both: Rate, _ summary: String, source: String
  ) -> Lever {
    Lever(
      name: name, summary: summary, kind: .rate, unit: "per period", runbook: .rate(both),
      asBuilt: .rate(both), source: source, proposals: [],
      apply: { if case .rate(let r) = $0 { $1[keyPath: path] = r } },
      read: { .rate($0[keyPath: path]) })
  }

  static func distribution(
    _ name: String, _ path: Path<Distribution>, _ both: Distribution, _ summary: String,
    source: String
  ) -> Lever {
    Lever(
      name: name, summary: summary, kind: .distribution, unit: "µs",
      runbook: .distribution(both), asBuilt: .distribution(both), source: source, proposals: [],
      apply: { if case .distribution(let d) = $0 { $1[keyPath: path] = d } },
      read: { .distribution($0[keyPath: path]) })
  }
}
