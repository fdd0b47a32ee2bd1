import PipelineModel
import SimKernel

/// Whether the model shows what records show, and if it does not, where it first differs.
public struct Reproduction: Codable, Sendable, Equatable {
  /// Events that were compared.
  public var events: Int
  /// The first event that the replay does not show; empty where it shows all.
  public var firstDifference: String
  /// The lever with which most events are shown up to the first difference, as `--set` takes it;
  /// empty where none shows more.
  public var nearest: String

  /// Levers that were played to find it.
  public var leversPlayed: Int
  /// Events that the runs of one search may take together.
  private static let budget = 400_000

  /// Plays the incident that the records tell, and where it differs every lever, within a budget.
  init(_ incident: Incident) {
    let wanted = Self.events(of: incident.history)
    func shown(_ replay: Replay) -> Int {
      let name = incident.world.installations[0].name
      let there = RunHistory.all(of: ReplayReport(replay)).first { $0.installation == name }
      let facts = Set(there.map(Self.events)?.map(\.facts) ?? [])
      return wanted.prefix { facts.contains($0.facts) }.count
    }
    let replay = ReplayPlan(incident.scenario, profile: .asBuilt).run()
    let count = shown(replay)
    (events, firstDifference, nearest, leversPlayed) = (wanted.count, "", "", 0)
    guard count < wanted.count else { return }
    firstDifference = wanted[count].words
    let settings = Change.all(of: replay).compactMap { change -> LeverSetting? in
      if case .lever(let setting) = change.parts.first { setting } else { nil }
    }.prefix(Self.budget / max(1, replay.outcome.events))
    var scenario = incident.scenario
    scenario.limits.maxEvents = 3 * replay.outcome.events + 10_000
    leversPlayed = settings.count
    let counts = settings.map {
      shown(ReplayPlan(scenario, profile: .asBuilt, overrides: [$0]).run())
    }
    guard let best = counts.max(), best > count, let place = counts.firstIndex(of: best) else {
      return
    }
    nearest =
      "\(settings[place].name)=\(settings[place].value.text)"
      + (best < wanted.count ? "" : " (with it the replay shows every run)")
  }

  /// How a run went.
  private struct Event {
    var words: String
    /// What a replay has to show: which run of what, its outcome, page and kind of failure.
    var facts: [String]
  }

  /// How each run went, in the order in which they were made.
  private static func events(of history: RunHistory) -> [Event] {
    let orchestrators = history.orchestrators.map { run in
      (run, ["orchestrator", "", run.outcome.name, run.output.map { "\($0.success)" } ?? ""])
    }
    let workers = history.workers.map { run in
      let isFailed = run.outcome == .failed
      let page = isFailed && run.cause != .revoked ? run.failingPage ?? 1 : 0
      return (
        run,
        [
          ErrorText.name(run.resource, otherwise: "app"), run.entityType, run.outcome.name,
          page > 0 ? "page \(page)" : "", isFailed ? run.cause.words : "",
        ]
      )
    }
    var rounds: [String: Int] = [:]
    let all = (orchestrators + workers).sorted { $0.0.createdAt < $1.0.createdAt }
    return all.map { run, facts in
      let what = facts[0] + " " + facts[1]
      rounds[what, default: 0] += 1
      let words = facts.filter { !$0.isEmpty }.joined(separator: ", ")
      return Event(
        words: "\(run.id), made at \(history.words(run.createdAt)): \(words)",
        facts: facts + ["\(rounds[what] ?? 1)"])
    }
  }

  /// In a sentence.
  var words: String {
    guard !firstDifference.isEmpty else {
      return "Yes: a replay of the incident shows \(counted(events, "run")) as recorded."
    }
    let lever =
      nearest.isEmpty
      ? "Of \(counted(leversPlayed, "lever value")) played none shows more."
      : "The lever that comes nearest is \(nearest)."
    return "No: the first run that a replay of the incident does not show is \(firstDifference). "
      + lever
  }
}
