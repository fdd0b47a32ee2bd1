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

  /// Plays the incident that the records tell; `searches` also plays every lever where it differs.
  init(_ incident: Incident, searches: Bool = true) {
    let wanted = Self.events(of: incident.history)
    func shown(_ settings: [LeverSetting]) -> Int {
      let plan = ReplayPlan(incident.scenario, profile: .asBuilt, overrides: settings)
      var shown = RunHistory.all(of: ReplayReport(plan.run()))
      shown.removeAll { $0.installation != incident.world.installations[0].name }
      let there = shown.first.map(Self.events) ?? []
      return zip(wanted, there).prefix { $0.isShown(by: $1) }.count
    }
    let count = shown([])
    events = wanted.count
    (firstDifference, nearest) = ("", "")
    guard count < wanted.count else { return }
    firstDifference = wanted[count].words
    guard searches else { return }
    let replay = ReplayPlan(incident.scenario, profile: .asBuilt).run()
    let settings = Change.all(of: replay).compactMap { change -> LeverSetting? in
      if case .levers(let settings) = change.part, settings.count == 1 { settings[0] } else { nil }
    }
    let counts = settings.map { shown([$0]) }
    guard let best = counts.max(), best > count, let place = counts.firstIndex(of: best) else {
      return
    }
    nearest = "\(settings[place].name)=\(settings[place].value.text)"
      + (best < wanted.count ? "" : " (with it the replay shows every event)")
  }

  /// Something that happened to a run.
  private struct Event {
    var words: String
    /// What a replay has to show: the unit, the outcome, the page and the kind of failure.
    var facts: [String]

    func isShown(by other: Event) -> Bool { facts == other.facts }
  }

  /// What each run did, in the order in which the runs were made.
  private static func events(of history: RunHistory) -> [Event] {
    let orchestrators = history.orchestrators.map { run in
      (run, ["orchestrator", outcome(run), run.output.map { "\($0.success)" } ?? ""])
    }
    let workers = history.workers.map { run in
      let page = run.outcome == .failed && run.cause != .revoked ? run.failingPage ?? 1 : 0
      return (
        run,
        [
          ErrorText.name(run.resource, otherwise: "app"), run.entityType, outcome(run),
          page > 0 ? "page \(page)" : "", run.outcome == .failed ? run.cause.words : "",
        ]
      )
    }
    var rounds: [String: Int] = [:]
    let all = (orchestrators + workers).sorted {
      // Workers of one orchestrator are made at once: by name.
      ($0.0.createdAt.microseconds / 10_000_000, $0.1.joined()) < (
        $1.0.createdAt.microseconds / 10_000_000, $1.1.joined()
      )
    }
    return all.map { run, facts in
      rounds[facts[0] + facts[1], default: 0] += 1
      let what = facts.filter { !$0.isEmpty }.joined(separator: ", ")
      return Event(words: "\(run.id), made at \(history.words(run.createdAt)): \(what)", facts: facts)
    }
  }

  private static func outcome(_ run: RunHistory.Run) -> String {
    run.outcome == .cancelled || run.outcome == .startTimeout || run.outcome == .finishTimeout
      ? run.outcome.name : run.outcome.name
  }
}
