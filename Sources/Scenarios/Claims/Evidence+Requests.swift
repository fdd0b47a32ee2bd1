import PipelineModel
import SimKernel

/// A call of the story that asks for a backfill of an installation.
struct BackfillRequest: Sendable {
  /// Index of the story step.
  let step: Int
  let installation: Int
  let at: SimTime
  /// Days asked for; `nil` when the value is no number.
  let depth: Double?
  /// A `POST /trigger` by hand, as opposed to the notification of a new connection.
  let isManual: Bool
}

extension Evidence {
  /// The days a request without `depth` asks for.
  static let defaultDepth = 30.0

  /// The index of the installation a caller named, if the world has it.
  func installation(named value: RawValue) -> Int? {
    guard case .string(let name) = value else { return nil }
    return world.installations.firstIndex { $0.name == name }
  }

  func answer(toStep step: Int) -> StoryAnswer? {
    outcome.answers.first { Int($0.step) == step }
  }

  /// When a step of the story happened, if it did.
  func time(ofStep step: Int) -> SimTime? {
    outcome.storyTimes.indices.contains(step) ? outcome.storyTimes[step] : nil
  }

  /// Connections made and triggers answered 2xx, in the order they happened.
  var requests: [BackfillRequest] {
    var found: [BackfillRequest] = []
    for (index, step) in story.steps.enumerated() {
      guard let at = time(ofStep: index) else { continue }
      switch step.action {
      case .connect(let installation):
        found.append(
          BackfillRequest(
            step: index, installation: installation, at: at, depth: Self.defaultDepth,
            isManual: false))
      case .trigger(let request):
        guard let installation = installation(named: request.installationID), accepted(index)
        else { continue }
        found.append(
          BackfillRequest(
            step: index, installation: installation, at: at, depth: days(request.depth),
            isManual: true))
      default: break
      }
    }
    return found.sorted { $0.at < $1.at }
  }

  /// Whether a call of the story was answered 2xx.
  func accepted(_ step: Int) -> Bool {
    answer(toStep: step).map { (200..<300).contains($0.status) } ?? false
  }

  /// The request an orchestrator run followed: the latest one for its installation before it.
  func request(before run: RunRecord) -> BackfillRequest? {
    requests.last { $0.installation == Int(run.installation) && $0.at <= run.createdAt }
  }

  /// `depth ?? 30`, as the service reads it; `nil` for what is no number.
  private func days(_ value: RawValue) -> Double? {
    switch value {
    case .absent, .null: Self.defaultDepth
    case .number(let number): number
    case .string(let text): Double(text)
    case .bool: nil
    }
  }
}
