import PipelineModel
import SimKernel

extension Evidence {
  /// Every milestone, one JSON object a line, in order.
  ///
  /// `docs/output.md` documents the keys; each has one type and is left out where it says nothing.
  public var eventRecords: String {
    let wording = TimelineWording(self)
    return outcome.milestones.enumerated().map { place, milestone in
      eventRecord(place, milestone, wording)
    }.joined()
  }

  private func eventRecord(
    _ place: Int, _ milestone: Milestone, _ wording: TimelineWording
  ) -> String {
    var line = JSONLine()
    line.add("number", Int64(place + 1))
    line.add("atMicroseconds", milestone.time.microseconds)
    line.add("event", "\(milestone.kind)")
    line.add("actor", wording.actor(of: milestone))
    line.add("text", wording.sentence(of: milestone))
    if milestone.run > 0 {
      line.add("run", Int64(milestone.run))
      let run = wording.run(milestone.run)
      line.add("function", (run?.function ?? .capture).name)
      line.add("round", run.map { Int64($0.round) })
    }
    let unit = milestone.unit
    let installation =
      milestone.installation >= 0 ? Int(milestone.installation) : self.installation(of: unit)
    if installation >= 0 { line.add("connection", name(ofInstallation: installation)) }
    if unit != .none {
      line.add("repository", name(ofRepository: Int(unit.repository)))
      line.add("entityType", unit.entityType.name)
    }
    if let item = milestone.itemOfMessage {
      line.add("item", name(ofItem: item, in: unit))
      line.add("itemNumber", Int64(outcome.items.number(of: item, in: unit)))
    }
    line.add("page", milestone.page.map(Int64.init))
    line.add("step", milestone.step.label(unit))
    if milestone.failure != .none { line.add("failure", milestone.failure.words) }
    line.add("reason", milestone.drop.map { "\($0)" })
    line.add("times", milestone.times.map(Int64.init))
    addDetails(of: milestone, wording, to: &line)
    return line.text
  }

  /// What only some kinds of events have.
  private func addDetails(
    of milestone: Milestone, _ wording: TimelineWording, to line: inout JSONLine
  ) {
    switch milestone.event {
    case .story(let step), .teardown(let step): line.add("storyStep", Int64(step))
    case .answered(let step, let status):
      line.add("storyStep", Int64(step))
      line.add("status", Int64(status))
    case .published(_, let topic), .deadLetter(_, let topic): line.add("topic", "\(topic)")
    case .delivered(_, let topic, let status):
      line.add("topic", "\(topic)")
      line.add("status", Int64(status))
    case .redelivery(_, let topic, let attempt):
      line.add("topic", "\(topic)")
      line.add("attempt", Int64(attempt))
    case .runDropped(let reason, let function):
      line.add("reason", "\(reason)")
      line.add("function", function.name)
    case .runEnded(let outcome, _): line.add("outcome", outcome.name)
    case .blocked(let limit):
      let limits = outcome.limits
      line.add("limit", limits.indices.contains(Int(limit)) ? limits[Int(limit)].name : nil)
    case .attemptFailed(_, let attempt, _), .stepExhausted(_, let attempt, _):
      line.add("attempt", Int64(attempt))
    case .asleep(_, let until): line.add("untilMicroseconds", until.microseconds)
    case .pageFetched(_, let items, let listed, _, _):
      line.add("count", Int64(items))
      line.add("listed", Int64(listed))
    case .faultStruck(let number, let attempt, _, _, _):
      line.add("rule", Int64(number))
      line.add("attempt", Int64(attempt))
      line.add("path", rule(number)?.place?.path)
      line.add("line", rule(number)?.place.map { Int64($0.line) })
    case .webhookLost(_, let reason): line.add("reason", "\(reason)")
    case .connected(let flag), .waitResolved(let flag), .completionMissed(let flag):
      line.add("success", flag)
    case .returned(let success, let units):
      line.add("success", success)
      line.add("count", Int64(units))
    case .itemFailed(_, _, _, let isMarked): line.add("isMarked", isMarked)
    case .waiting(let count), .cancelActed(let count), .itemsCreated(let count),
      .itemsUpdated(let count):
      line.add("count", Int64(count))
    case .quotaReached(let count), .storeFlushed(let count): line.add("count", count)
    default: break
    }
  }
}
