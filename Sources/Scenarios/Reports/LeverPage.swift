import PipelineModel
import SimKernel

/// The committed list of where every lever and every effect of a fault matters: the smallest shipped
/// run that is another one with it turned, or without it.
///
/// Equal models and scenarios give equal bytes.
public enum LeverPage {
  /// The path below the output folder.
  public static let path = "levers.md"
  private static let folders = [ScenarioRoot.runbook, "scenarios/cases", "scenarios/rest"]
  /// Runs of more events are not small.
  static let mostEvents = 20_000

  /// Plays the shipped scenarios, and again with one thing changed.
  ///
  /// Throws a `ReportedError` of a scenario that cannot be read.
  public static func make(root: String, threads: Int = 2) throws -> [(path: String, text: String)] {
    let scenarios = try folders.flatMap { folder in
      try ScenarioFolder.scenarios(in: "\(root)/\(folder)").filter { $0.fleet == nil }
    }
    let plans = ReplayPlan.all(scenarios, profiles: NamedProfile.builtIn)
    let runs = Campaign.map(plans, threads: threads) { SmallRun($0, root: root) }
      .compactMap(\.self).sorted { $0.order < $1.order }
    return [(path, text(of: runs, threads))]
  }

  /// Settings beside which alone some levers matter, and in how many of the smallest runs they are
  /// tried.
  private static let companions: [LeverSetting] = [
    ("engine.execution", .choice("checkpoint")), ("gateway.order", .choice("pending-mark")),
    ("gateway.order", .choice("outbox")), ("gateway.publish-dedup-id", .flag(true)),
    ("capture.significance-threshold", .count(90)),
  ].compactMap { LeverSetting($0, $1) }
  private static let few = 400

  private static func text(of runs: [SmallRun], _ threads: Int) -> String {
    let levers = Campaign.map(Lever.all, threads: threads) { lever in
      runs.lazy.compactMap { $0.difference(turning: lever) }.first
        ?? companions.lazy.flatMap { setting in
          runs.prefix(few).lazy.compactMap { $0.with(setting)?.difference(turning: lever) }
        }.first
    }
    let introduction: Words = """
      \(Words.generated) Each row is the smallest run of a shipped scenario, of at most \
      \(grouped(mostEvents)) events, that is another one with this lever turned: to the value of the \
      other profile, or to another that is tried. Some matter only beside another setting, which is \
      named. \(code: "simrun diff FILE --first --set LEVER=VALUE") shows where the two part.
      """
    let rest = ["scenario", "profile", "events", "what differs"]
    let rows = zip(Lever.all, levers).map { lever, found -> [Words] in
      ["\(code: lever.name)"]
        + (found?.cells ?? ["matters in none", "", "", "", ""]).map { Words($0) }
    }
    let blocks: [Block] = [
      .heading(1, "Where every lever matters"), .paragraph(introduction),
      .table(Block.Table(["lever", "set to"] + rest, right: 4..<5, rows)), .heading(2, "Faults"),
      .paragraph(
        """
        Of every wire and effect of the shipped scenarios the smallest run that is another one \
        without it.
        """),
      .table(
        Block.Table(
          ["wire", "effect"] + rest, right: 4..<5, effects(of: runs, threads).map(\.cells))),
    ]
    return blocks.markdown
  }

  private static func effects(of runs: [SmallRun], _ threads: Int) -> [SmallDifference] {
    let found = Campaign.map(runs, threads: threads) { $0.differencesOfFaults() }.flatMap(\.self)
    var first: [SmallDifference] = []
    for one in found where !first.contains(where: { $0.head == one.head }) { first.append(one) }
    let wires = Wire.allCases.map(\.name)
    func place(_ one: SmallDifference) -> Int { wires.firstIndex(of: one.head[0]) ?? wires.count }
    return first.sorted { (place($0), $0.head[1]) < (place($1), $1.head[1]) }
  }
}
