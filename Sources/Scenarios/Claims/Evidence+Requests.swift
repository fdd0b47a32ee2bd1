import PipelineModel
import SimKernel

/// A call of the story that asks for a backfill of an installation: a connection made, or a trigger
/// taken, which is one that a run followed or that was answered 2xx. Its installation is that of its
/// run, or, without one, the one its body names.
struct BackfillRequest: Sendable {
  /// Index of the story step.
  let step: Int
  let installation: Int
  let at: SimTime
  /// A `POST /trigger` by hand, as opposed to the notification of a new connection.
  let isManual: Bool
}

extension Evidence {
  func answer(toStep step: Int) -> StoryAnswer? { index.answerOf[step] }

  /// When a step of the story happened, if it did.
  func time(ofStep step: Int) -> SimTime? {
    outcome.storyTimes.indices.contains(step) ? outcome.storyTimes[step] : nil
  }

  /// Whether an orchestrator run was asked for by hand.
  func isManual(_ run: RunRecord) -> Bool {
    guard let step = run.storyStep, story.steps.indices.contains(Int(step)) else { return false }
    if case .trigger = story.steps[Int(step)].action { return true }
    return false
  }

  /// The first orchestrator run that followed a step of the story.
  func run(ofStep step: Int) -> RunRecord? { index.runOfStep[step] }

  /// Connections made and triggers accepted, in the order they happened.
  var requests: [BackfillRequest] { told.requests }

  /// The same of one installation.
  func requests(for installation: Int) -> [BackfillRequest] { told.requestsOf[installation] ?? [] }

  /// The next request for an installation after a moment.
  func nextRequest(for installation: Int, after time: SimTime) -> BackfillRequest? {
    let mine = requests(for: installation)
    return mine.suffix(from: mine.firstPlace { $0.at > time }).first
  }
}

extension StoryAnswer {
  var isSuccess: Bool { (200..<300).contains(status) }
}

extension SimDuration {
  /// So many days, as a caller asks for them: "30 days", "0.5 days".
  var days: String {
    let day = SimDuration.days(1).microseconds
    guard microseconds % day == 0 else {
      return "\(Double(microseconds / 864_000_000) / 100) days"
    }
    return counted(Int(microseconds / day), "day")
  }
}
