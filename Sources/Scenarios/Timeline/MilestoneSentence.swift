import PipelineModel

extension TimelineWording {
  /// What happened in one phrase, also for what a timeline folds or leaves to others.
  func sentence(of milestone: Milestone) -> String {
    let name = evidence.name(of: milestone)
    switch milestone.event {
    case .itemMade: return "\(name) made at the provider"
    case .itemTouched: return "\(name) updated at the provider"
    case .itemAccepted: return "\(name) accepted"
    case .itemDuplicate: return "\(name) duplicate"
    case .itemFailed(_, _, let failure, let isMarked):
      return "\(name) failed: \(failure.words)" + (isMarked ? "; its dedup mark is set" : "")
    case .published(let item, .ingress):
      return "took the message of \(evidence.name(ofItem: item, in: milestone.unit))"
    case .delivered(let item, .ingress, let status):
      let answer = status == 0 ? "no answer" : "HTTP \(status)"
      return "message of \(evidence.name(ofItem: item, in: milestone.unit)): \(answer)"
    case .redelivery(let item, .ingress, let attempt):
      let name = evidence.name(ofItem: item, in: milestone.unit)
      return "message of \(name): delivery \(attempt) will be repeated"
    case .deadLetter(let item, .ingress):
      return "message of \(evidence.name(ofItem: item, in: milestone.unit)) given up"
    case .blocked(let limit): return "waits for the limit \(self.limit(limit))"
    case .runCreated: return "queued"
    case .runStarted: return "started"
    case .stepDone(let step): return "\(step.label(milestone.unit)) done"
    case .pageFetched(let page, let items, _, _, _):
      return "page \(page) fetched: \(counted(Int(items), "item")) in the window"
    default:
      if let key = ItemFold.Key(milestone) { return "\(name) \(key.text)" }
      return text(of: milestone) ?? "\(milestone.kind)"
    }
  }
}

extension Milestone {
  /// The item it is about, also where only its message is.
  var itemOfMessage: Int32? {
    switch event {
    case .published(let item, .ingress), .delivered(let item, .ingress, _),
      .redelivery(let item, .ingress, _), .deadLetter(let item, .ingress):
      item
    default: item
    }
  }
}
