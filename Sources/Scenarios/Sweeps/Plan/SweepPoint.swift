import PipelineModel
import SimKernel

/// One point of a sweep, ready to be run.
struct SweepPoint: Sendable {
  /// Place of the point in the plan, from 0.
  let place: Int
  /// The scenario with the values of the axes.
  let scenario: Scenario
  /// Digest of everything a run of it computes, but for profile and seed.
  let digest: UInt64
  /// The values of the axes.
  let axes: [SweepCell]

  /// Lays the values of the axes over the scenario.
  ///
  /// Throws `DiagnosticList` when the values do not go together.
  init(_ place: Int, of plan: SweepPlan) throws(DiagnosticList) {
    self.place = place
    let places = plan.places(ofPoint: place)
    let values = zip(plan.axes, places).map { $0.values[$1].node }
    let tree = try Self.tree(values, of: plan)
    scenario = try Self.scenario(tree, plan.chain)
    digest = Self.digest(of: tree, plan.workloads)
    axes = zip(plan.axes, places).map { $0.cell($1) }
  }

  /// The scenario of a plan with one value for each axis, which need not be one of the axis's own.
  ///
  /// Throws `DiagnosticList` when the values do not go together.
  static func scenario(
    values: [JSONNode], of plan: SweepPlan
  ) throws(DiagnosticList) -> Scenario {
    try scenario(tree(values, of: plan), plan.chain)
  }

  private static func tree(
    _ values: [JSONNode], of plan: SweepPlan
  ) throws(DiagnosticList) -> JSONNode {
    let merge = ScenarioMerge(sources: plan.chain.sources)
    var tree = plan.chain.root
    let order =
      plan.axes.indices.filter { !plan.axes[$0].target.isLast }
      + plan.axes.indices.filter { plan.axes[$0].target.isLast }
    do throws(Diagnostic) {
      for index in order {
        tree = try plan.axes[index].target.apply(values[index], to: tree, merge)
      }
    } catch {
      throw DiagnosticList([error])
    }
    return tree
  }

  /// Reads the scenario in a tree that may still have axes.
  static func scenario(
    _ tree: JSONNode, _ chain: ScenarioChain
  ) throws(DiagnosticList) -> Scenario {
    try Fields.read(tree, from: chain.sources) { fields in
      for key in ["axes", "where", "until"] where fields.has(key) { continue }
      return scenario(fields, chain)
    }
  }

  /// What is expected of a run of a sweep is what the file says is to hold, and nothing else.
  static func scenario(_ fields: Fields, _ chain: ScenarioChain) -> Scenario {
    var scenario = Scenario(fields, chain)
    let names = ExpressionNames(WorldNames(scenario.world), story: scenario.story)
    scenario.expectations = fields.value(
      "holds", .expectations(names, chain.sources), default: [])
    scenario.sometimes = []
    return scenario
  }

  /// The experiment of one of its runs.
  func experiment(_ run: SweepRun) -> Experiment {
    scenario.experiment(profile: run.profile, seed: run.seed, recording: .counts)
  }

  /// Digest of everything a run computes.
  func digest(_ experiment: Experiment, of plan: SweepPlan) -> UInt64 {
    var all = TraceFingerprint()
    all.combine(plan.simulator)
    all.combine(digest)
    all.combine(experiment.profile)
    all.combine(experiment.seed)
    return all.value
  }

  /// Digest of the sections that a run is made of; what the file only says or expects is left out.
  static func digest(of tree: JSONNode, _ workloads: [SourceSpan: UInt64]) -> UInt64 {
    var digest = TraceFingerprint()
    for key in ["levers", "world", "story", "faults", "fleet", "limits"] {
      digest.combine(key)
      if let node = tree[key] { digest.combine(node, workloads) }
    }
    return digest.value
  }
}

extension TraceFingerprint {
  /// Combines a tree as it is written, the contents of workload files in place of their names.
  fileprivate mutating func combine(_ node: JSONNode, _ workloads: [SourceSpan: UInt64]) {
    switch node.value {
    case .null: combine(0)
    case .bool(let flag): combine(flag ? 2 : 1)
    case .number(let number): combine(number.int64.map { "\($0)" } ?? number.text)
    case .string(let text):
      if let workload = workloads[node.span] { combine(workload) } else { combine(text) }
    case .array(let nodes):
      combine(UInt64(nodes.count) << 8 | 3)
      for node in nodes { combine(node, workloads) }
    case .object(let members):
      combine(UInt64(members.count) << 8 | 4)
      for member in members {
        combine(member.key)
        combine(member.value, workloads)
      }
    }
  }
}
