import PipelineModel
import SimKernel

/// A call of the story that asks for a backfill of an installation.
struct BackfillRequest: Sendable {
  /// Index of the story step.
  let step: Int
  let installation: Int
  let at: SimTime
  /// A `POST /trigger` by hand, as opposed to the notification of a new connection.
  let isManual: Bool

  /// Connections made and triggers taken, in the order they happened.
  ///
  /// A trigger was taken when a run followed it or when it was answered 2xx; its installation is that
  /// of its run, or, without one, the one its body names.
  static func all(
    _ world: World, _ story: Story, _ outcome: Outcome, _ index: RunIndex
  ) -> [BackfillRequest] {
    return story.steps.enumerated().compactMap { place, step -> BackfillRequest? in
      guard outcome.storyTimes.indices.contains(place), let at = outcome.storyTimes[place] else {
        return nil
      }
      switch step.action {
      case .connect(let installation):
        return BackfillRequest(step: place, installation: installation, at: at, isManual: false)
      case .trigger(let request):
        let run = index.runOfStep[place]
        guard run != nil || index.answerOf[place]?.isSuccess ?? false,
          let installation = run.map({ Int($0.installation) })
            ?? world.installation(named: request.installationID)
        else { return nil }
        return BackfillRequest(step: place, installation: installation, at: at, isManual: true)
      default: return nil
      }
    }.sorted { $0.at < $1.at }
  }
}

extension World {
  /// The index of the installation a caller named, if the world has it.
  func installation(named value: RawValue) -> Int? {
    guard case .string(let name) = value else { return nil }
    return installations.firstIndex { $0.name == name }
  }
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

  /// The next request for an installation after a moment.
  func nextRequest(for installation: Int, after time: SimTime) -> BackfillRequest? {
    requests.first { $0.installation == installation && $0.at > time }
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
