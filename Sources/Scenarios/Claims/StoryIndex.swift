import PipelineModel
import SimKernel

/// The steps of a story that happened, by what judgements ask for.
struct StoryIndex: Sendable {
  /// The step that makes the connection of an installation, whether it happened or not.
  private(set) var connectionOf: [Int: Int] = [:]
  /// Repositories that were linked, with the time, in order.
  private(set) var links: [(repository: Int, at: SimTime)] = []
  /// The cancels by hand of an installation, in the order of the story: when they were sent, and
  /// the step.
  private(set) var cancelsOf: [Int: [(at: SimTime, step: Int)]] = [:]
  /// Calls that ask for a backfill, in the order they happened.
  private(set) var requests: [BackfillRequest] = []
  /// The same of each installation.
  private(set) var requestsOf: [Int: [BackfillRequest]] = [:]

  init(_ world: World, _ story: Story, _ outcome: Outcome, _ index: RunIndex) {
    let names = NameIndex(world.installations.map(\.name))
    func installation(_ value: RawValue) -> Int? {
      if case .string(let name) = value { names.place(of: name) } else { nil }
    }
    for (place, step) in story.steps.enumerated() {
      if case .connect(let installation) = step.action, connectionOf[installation] == nil {
        connectionOf[installation] = place
      }
      guard outcome.storyTimes.indices.contains(place), let at = outcome.storyTimes[place] else {
        continue
      }
      switch step.action {
      case .connect(let installation):
        requests.append(
          BackfillRequest(step: place, installation: installation, at: at, isManual: false))
      case .trigger(let request):
        let run = index.runOfStep[place]
        guard run != nil || index.answerOf[place]?.isSuccess ?? false,
          let target = run.map({ Int($0.installation) }) ?? installation(request.installationID)
        else { continue }
        requests.append(
          BackfillRequest(step: place, installation: target, at: at, isManual: true))
      case .link(let repository): links.append((repository, at))
      case .cancel(let request):
        guard let target = installation(request.installationID) else { continue }
        cancelsOf[target, default: []].append((at, place))
      default: continue
      }
    }
    requests.sort { $0.at < $1.at }
    links.sort { $0.at < $1.at }
    requestsOf = Dictionary(grouping: requests, by: \.installation)
  }
}
