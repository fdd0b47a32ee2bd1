import PipelineModel
import SimKernel

/// Whether the model shows what records show, and if it does not, where it first differs.
public struct Reproduction: Codable, Sendable, Equatable {
  /// Runs that were compared.
  public var events: Int
  /// The first run that the replay does not show, and what it shows instead; empty where it shows
  /// all.
  public var firstDifference: String
  /// The first run that the replay shows and nobody recorded; empty where there is none.
  public var firstExtra: String
  /// The lever with which most runs are shown up to the first difference, as `--set` takes it;
  /// empty where none shows more.
  public var nearest: String

  /// Levers that were played to find it.
  public var leversPlayed: Int

  /// Plays the incident that is written of the records, and where it differs every lever, with a
  /// budget of events for the runs of that search together.
  init(_ incident: Incident, budget: Int = 400_000) {
    let wanted = RecordedRun.all(of: incident.history)
    func comparison(_ replay: Replay) -> RunComparison {
      RunComparison(wanted, incident.shown(in: replay), of: incident.history)
    }
    let replay = ReplayPlan(incident.scenario, profile: .asBuilt).run()
    let first = comparison(replay)
    events = wanted.count
    (firstDifference, firstExtra) = (first.difference, first.extra)
    (nearest, leversPlayed) = ("", 0)
    guard !isWhole else { return }
    let settings = Change.all(of: replay).compactMap { change -> LeverSetting? in
      if case .lever(let setting) = change.parts.first { setting } else { nil }
    }.prefix(budget / max(1, replay.outcome.events))
    var scenario = incident.scenario
    scenario.limits.maxEvents = 3 * replay.outcome.events + 10_000
    leversPlayed = settings.count
    let tries = settings.map {
      comparison(ReplayPlan(scenario, profile: .asBuilt, overrides: [$0]).run())
    }
    let best = tries.indices.max { (tries[$0].shown, $1) < (tries[$1].shown, $0) }
    guard let best, tries[best].shown > first.shown else { return }
    nearest =
      "\(settings[best].name)=\(settings[best].value.text)"
      + (tries[best].isWhole ? " (with it the replay shows every run)" : "")
  }

  /// How many of the recorded runs a replay of an incident shows before the first difference.
  static func shown(by incident: Incident) -> Int {
    let replay = ReplayPlan(incident.scenario, profile: .asBuilt).run()
    let wanted = RecordedRun.all(of: incident.history)
    return RunComparison(wanted, incident.shown(in: replay), of: incident.history).shown
  }

  /// Whether the replay shows every run and no other.
  var isWhole: Bool { firstDifference.isEmpty && firstExtra.isEmpty }

  /// In a sentence.
  var words: String {
    guard !isWhole else {
      return "Yes: a replay of the incident shows \(counted(events, "run")) with the ends, pages, "
        + "failed steps and units of work that are recorded, and no other. Times are not compared."
    }
    let lever =
      nearest.isEmpty
      ? "Of \(counted(leversPlayed, "lever value")) played none shows more."
      : "The lever that comes nearest is \(nearest)."
    let what =
      firstDifference.isEmpty
      ? "a replay of the incident shows a run that is not recorded: \(firstExtra)"
      : "the first run that a replay of the incident does not show is \(firstDifference)"
    return "No: \(what). \(lever)"
  }
}

/// How much of the recorded runs a replay shows.
private struct RunComparison {
  /// Runs shown before the first difference, and one for that nothing else is shown.
  var shown: Int
  var difference = ""
  var extra = ""

  var isWhole: Bool { difference.isEmpty && extra.isEmpty }

  init(_ wanted: [RecordedRun], _ history: RunHistory?, of records: RunHistory) {
    let there = history.map(RecordedRun.all) ?? []
    let byKey = Dictionary(there.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    shown = wanted.prefix { run in byKey[run.key].map(run.isShown) ?? false }.count
    if shown < wanted.count {
      let run = wanted[shown]
      difference = "\(run.words); it shows \(byKey[run.key].map(run.other) ?? "no such run")"
    }
    let keys = Set(wanted.map(\.key))
    let others = there.filter { !keys.contains($0.key) }
    let allowed = records.orchestrators.reduce(0) { sum, run in
      sum + max(0, (run.output?.workUnits ?? 0) - records.workers(of: run).count)
    }
    let surplus = others.first(where: \.isOrchestrator) ?? others.dropFirst(allowed).first
    if let surplus { extra = surplus.words }
    if extra.isEmpty { shown += 1 }
  }
}

/// How a run went, as far as it is told.
private struct RecordedRun {
  let id: String
  /// Of what, and which run of it, from 1.
  let key: String
  let made: String
  let isOrchestrator: Bool
  /// What is told, under one name in records and in replays.
  let facts: [(name: String, value: String)]

  /// The name of a result without its repository, which some records leave out.
  static let byType = "result by type"

  var words: String {
    let told = facts.filter { $0.name != Self.byType }.map(Self.text)
    return "\(id), made at \(made): " + ([key] + told).joined(separator: ", ")
  }

  private static func text(_ fact: (name: String, value: String)) -> String {
    fact.name.isEmpty ? fact.value : "\(fact.name) \(fact.value)"
  }

  /// Whether another run tells all that this one does.
  func isShown(by other: RecordedRun) -> Bool { differences(other).isEmpty }

  /// What another run tells otherwise.
  func other(_ other: RecordedRun) -> String {
    differences(other).map { fact in
      other.facts.first { $0.name == fact.name }.map(Self.text) ?? "no \(fact.name)"
    }.joined(separator: ", ")
  }

  private func differences(_ other: RecordedRun) -> [(name: String, value: String)] {
    facts.filter { fact in !other.facts.contains { $0 == fact } }
  }

  /// The runs of a history in the order in which they were made.
  static func all(of history: RunHistory) -> [RecordedRun] {
    let runs =
      history.orchestrators.map { (true, $0) } + history.workers.map { (false, $0) }
    var rounds: [String: Int] = [:]
    let sorted = runs.enumerated().sorted {
      ($0.element.1.createdAt, $0.offset) < ($1.element.1.createdAt, $1.offset)
    }
    return sorted.map { _, element in
      let (isOrchestrator, run) = element
      let unit =
        isOrchestrator
        ? "orchestrator" : "\(ErrorText.name(run.resource, otherwise: "app")) \(run.entityType)"
      rounds[unit, default: 0] += 1
      return RecordedRun(
        id: run.id, key: "\(unit) \(rounds[unit] ?? 1)", made: history.words(run.createdAt),
        isOrchestrator: isOrchestrator,
        facts: [("", run.outcome.name)] + (isOrchestrator ? run.returned : run.worked))
    }
  }
}

extension RunHistory.Run {
  /// What an orchestrator run tells of its work.
  fileprivate var returned: [(name: String, value: String)] {
    guard let output else { return [] }
    let types = Set(output.results.map { "\($0.entityType) \($0.success)" })
    let units = output.results.filter { !$0.resource.isEmpty }.map { result in
      let name = ErrorText.name(result.resource, otherwise: "app")
      return "\(name) \(result.entityType) \(result.success)"
    }
    return [("success", "\(output.success)"), ("units", "\(output.workUnits)")]
      + types.sorted().map { (RecordedRun.byType, $0) } + units.sorted().map { ("result", $0) }
  }

  /// What a worker tells of its work.
  fileprivate var worked: [(name: String, value: String)] {
    var facts = pages.map { [("pages", "\($0)")] } ?? []
    guard outcome == .failed else { return facts }
    // A page that is too much has been fetched or not, as one sees it.
    if cause.isStructural, !step.isEmpty { facts = [] }
    facts.append(("because of", cause.words))
    if !step.isEmpty { facts.append(("step", step)) }
    if let failingPage, cause != .revoked { facts.append(("page", "\(failingPage)")) }
    return facts
  }
}

extension Incident {
  /// What a replay shows of the connection of the records.
  fileprivate func shown(in replay: Replay) -> RunHistory? {
    let name = world.installations[0].name
    return RunHistory.all(of: ReplayReport(replay)).first { $0.installation == name }
  }
}
