import PipelineModel
import SimKernel

extension SweepPlan {
  /// Whether a scenario file is a sweep file; throws a `ReportedError` when it cannot be read.
  public static func isSweep(path: String) throws -> Bool {
    try ScenarioChain.read(path: path).root["axes"] != nil
  }

  /// Reads a sweep file: a scenario with `axes`, `where`, `until` and `holds` beside its other sections.
  ///
  /// Every value of every axis is tried on the scenario. `version` is the program's, `changes` what
  /// its command line changes. Throws a `ReportedError` with every mistake at its place.
  public static func load(
    path: String, version: String, changes: SweepChanges = SweepChanges()
  ) throws -> SweepPlan {
    let chain = try changes.applied(to: ScenarioChain.read(path: path))
    guard chain.root["axes"] != nil else {
      throw DiagnosticList([
        chain.sources[0].diagnostic(
          "the file has no axes", at: chain.root.span.range.prefix(1),
          help: "a sweep file is a scenario with \"axes\": {\"name\": {\"lever\": …, …}}")
      ])
    }
    let (scenario, axes, constraints, until) = try Fields.read(chain.root, from: chain.sources) {
      fields in
      let scenario = SweepPoint.scenario(fields, chain)
      let axes = fields.required("axes", .axes(of: scenario))
      let constraints =
        Shape<AxisConstraint>.constraint(axes).map {
          fields.value("where", .array(of: $0, count: 0...100), default: [])
        } ?? (fields.has("where") ? [] : [])
      return (scenario, axes, constraints, fields.value("until", .goal, default: .stored))
    }
    try changes.check(axes)
    try checkTargets(axes, chain)
    if let holds = chain.root["holds"], scenario.expectations.isEmpty {
      throw DiagnosticList([
        chain.sources[Int(holds.span.file)].diagnostic(
          "holds asks nothing", at: holds.span.range,
          help: "write a sentence such as \"lost == 0\", or leave it out")
      ])
    }
    let profiles = try changes.profiles(of: scenario)
    let seeds = changes.seeds ?? scenario.seeds
    let (extended, digests) = try readWorkloads(of: axes, chain)
    try checkValues(axes, extended)
    let runsPerPoint = profiles.count * seeds.count
    let allowed = try allowedPoints(axes, constraints, runsPerPoint, chain)
    let simulator = simulatorDigest(scenario, version)
    var digest = TraceFingerprint()
    digest.combine(simulator)
    digest.combine(SweepPoint.digest(of: chain.root, digests))
    for axis in axes {
      digest.combine(axis.column.title)
      for value in axis.values { digest.combine(value.text) }
      for value in axis.values { digest.combine(digests[value.node.span] ?? 0) }
      digest.combine("\(axis.target)")
    }
    for constraint in constraints { digest.combine(constraint.text) }
    for sentence in scenario.expectations { digest.combine(sentence.text) }
    for profile in profiles { digest.combine(profile.label) }
    for seed in seeds { digest.combine(seed) }
    return SweepPlan(
      path: chain.sources[0].path, title: scenario.title, axes: axes,
      profiles: profiles, seeds: seeds, until: until, holds: scenario.expectations,
      claims: scenario.claims, digest: digest.value,
      simulator: simulator, chain: extended, workloads: digests,
      constraints: constraints, allowed: allowed)
  }

  /// The chain with the workload files that axes name, and the digests of all workloads.
  private static func readWorkloads(
    of axes: [Axis], _ chain: ScenarioChain
  ) throws -> (ScenarioChain, [SourceSpan: UInt64]) {
    var unused = TraceFingerprint()
    var workloads = chain.workloads
    for axis in axes {
      guard case .workload = axis.target else { continue }
      for value in axis.values {
        let name = JSONMember(key: "workload", keySpan: value.node.span, value: value.node)
        let tree = JSONNode(.object([name]), span: value.node.span)
        let read = try Workload.read(in: tree, of: chain.sources, &unused)
        workloads.merge(read) { first, _ in first }
      }
    }
    let digests = workloads.mapValues { workload in
      var digest = TraceFingerprint()
      for group in workload.items {
        digest.combine(UInt64(group.entityType.rawValue))
        guard case .perDay(let days) = group.ages else { continue }
        for day in days { digest.combine(UInt64(day)) }
      }
      return digest.value
    }
    let extended = ScenarioChain(
      sources: chain.sources, root: chain.root, workloads: workloads, digest: chain.digest)
    return (extended, digests)
  }

  /// Bytes of scenario files that are read again for one axis, at most.
  private static let mostBytesTried = 256 << 20

  /// No axis may set what another sets.
  private static func checkTargets(_ axes: [Axis], _ chain: ScenarioChain) throws {
    for (place, axis) in axes.enumerated() {
      guard let other = axes[..<place].first(where: { "\($0.target)" == "\(axis.target)" }) else {
        continue
      }
      let span = axis.values[0].node.span
      throw DiagnosticList([
        chain.sources[Int(span.file)].diagnostic(
          "axes.\(axis.name) sets what axes.\(other.name) sets", at: span.range,
          help: "leave one of them out")
      ])
    }
  }

  /// Tries each value alone on the scenario, so that a wrong one is found before anything runs;
  /// of more than a thousand, and of a long file, the ends.
  private static func checkValues(_ axes: [Axis], _ chain: ScenarioChain) throws {
    let merge = ScenarioMerge(sources: chain.sources)
    let bytes = chain.sources.reduce(1) { $0 + $1.bytes.count }
    let most = min(1000, mostBytesTried / bytes)
    var diagnostics: [Diagnostic] = []
    for axis in axes {
      let values = axis.values.count <= most ? axis.values : [axis.values[0], axis.values.last!]
      for value in values where diagnostics.count < DiagnosticList.maximumCount {
        do {
          let tree = try axis.target.apply(value.node, to: chain.root, merge)
          _ = try SweepPoint.scenario(tree, chain)
        } catch let error as Diagnostic {
          diagnostics.append(error)
        } catch let error as DiagnosticList {
          diagnostics += error.diagnostics
        }
      }
    }
    if !diagnostics.isEmpty { throw DiagnosticList(diagnostics) }
  }

  private static func allowedPoints(
    _ axes: [Axis], _ constraints: [AxisConstraint], _ runsPerPoint: Int, _ chain: ScenarioChain
  ) throws(DiagnosticList) -> [Int32]? {
    func refusal(_ message: String, _ help: String) -> DiagnosticList {
      let span = chain.root["axes"]?.span ?? chain.root.span
      let source = chain.sources[Int(span.file)]
      return DiagnosticList([
        source.diagnostic(message, at: span.range.prefix(1), help: help)
      ])
    }
    let limit = constraints.isEmpty ? maximumRuns / runsPerPoint : maximumRuns
    guard let product = product(of: axes), product <= limit else {
      let factors =
        axes.map { "\($0.values.count)" } + (constraints.isEmpty ? ["\(runsPerPoint)"] : [])
      throw refusal(
        "axes: the sweep is too large: \(factors.joined(separator: " × ")) runs, the limit is"
          + " \(maximumRuns)",
        "take larger steps or fewer seeds, or split the sweep into several files")
    }
    guard !constraints.isEmpty else { return nil }
    let allowed = (0..<product).filter { point in
      let places = places(of: point, on: axes)
      let quantities = zip(axes, places).map { $0.values[$1].quantity }
      return constraints.allSatisfy { $0.holds(quantities) }
    }
    guard !allowed.isEmpty else {
      throw refusal(
        "axes: no point fulfils all constraints", "loosen one of the constraints in \"where\"")
    }
    guard allowed.count * runsPerPoint <= maximumRuns else {
      throw refusal(
        "axes: the sweep is too large: \(allowed.count) × \(runsPerPoint) runs, the limit is"
          + " \(maximumRuns)",
        "take larger steps or fewer seeds, or split the sweep into several files")
    }
    return allowed.map { Int32($0) }
  }

  /// Digest of the program's version, of all defaults, and of what the first events of the
  /// scenario come to, so that rows of different simulators are never mixed.
  private static func simulatorDigest(_ scenario: Scenario, _ version: String) -> UInt64 {
    var digest = TraceFingerprint()
    digest.combine(version)
    for name in scenario.profiles {
      var experiment = scenario.experiment(profile: name, recording: .counts)
      experiment.eventLimit = min(experiment.eventLimit, 20_000)
      digest.combine(experiment.profile)
      let outcome = experiment.run()
      digest.combine(outcome.fingerprint)
      digest.combine(UInt64(outcome.events))
    }
    return digest.value
  }
}

extension Shape where Value == Goal {
  /// When a run is done: `"stored"` or `"delivered"`.
  fileprivate static var goal: Shape { .choice(Goal.allCases, named: \.rawValue) }
}

extension TraceFingerprint {
  mutating func combine(_ text: String) { combine(Array(text.utf8)) }

  /// Combines the value of every lever.
  mutating func combine(_ profile: Profile) {
    for lever in Lever.all {
      combine(lever.name)
      combine(lever.value(in: profile).text)
    }
  }
}

extension Range<Int> {
  /// The first bytes of a range.
  fileprivate func prefix(_ count: Int) -> Range<Int> {
    lowerBound..<Swift.min(lowerBound + count, upperBound)
  }
}
