import SimKernel

/// Which steps of the story have happened, and who waits for whom.
struct StoryProgress: Sendable {
  let steps: [StoryStep]
  /// When each step happened.
  private(set) var times: [SimTime?]
  /// The orchestrator run that followed each step, by record index, or -1.
  private var runOfStep: [Int32]
  /// Steps that wait for a moment of an earlier one, in the order they are written.
  private let followers: [StoryTime.Anchor: [Int]]

  init(_ story: Story) {
    let steps = story.steps
    self.steps = steps
    times = steps.map { _ in nil }
    runOfStep = steps.map { _ in -1 }
    followers = Dictionary(
      grouping: steps.indices.filter { steps[$0].when.anchor != .start },
      by: { steps[$0].when.anchor })
  }

  /// The call that a step makes, which is a trigger or a cancel.
  func request(of step: Int32) -> RouteRequest {
    guard let request = steps[Int(step)].action.request else {
      preconditionFailure("Only triggers and cancels are calls by hand.")
    }
    return request
  }

  /// Steps whose instant is known from the start.
  var initial: [(step: Int, at: SimTime)] {
    steps.indices.compactMap {
      steps[$0].when.anchor == .start ? ($0, .zero + steps[$0].when.offset) : nil
    }
  }

  /// A step happened; the steps that count from it.
  mutating func happened(_ step: Int, at now: SimTime) -> [(step: Int, at: SimTime)] {
    times[step] = now
    return followers(of: .step(step), at: now)
  }

  /// The first orchestrator run of a step started or ended; the steps that count from that.
  mutating func run(_ record: Int32, of step: Int, started: Bool, at now: SimTime)
    -> [(step: Int, at: SimTime)]
  {
    guard step >= 0, runOfStep[step] < 0 || runOfStep[step] == record else { return [] }
    runOfStep[step] = record
    return followers(of: started ? .runStarted(step) : .runEnded(step), at: now)
  }

  private func followers(of anchor: StoryTime.Anchor, at now: SimTime)
    -> [(step: Int, at: SimTime)]
  {
    (followers[anchor] ?? []).compactMap {
      times[$0] == nil ? ($0, now + steps[$0].when.offset) : nil
    }
  }
}
