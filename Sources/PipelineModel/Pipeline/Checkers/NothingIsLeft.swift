import SimKernel

/// A run that ended by itself leaves no run open, no message in flight and no capture under way.
enum NothingIsLeft {
  static let check: Checkers.Check = { pipeline, stop, _ in
    guard stop == .noMoreEvents else { return [] }
    var left: [String] = []
    if pipeline.engine.openRunCount > 0 {
      left.append("\(pipeline.engine.openRunCount) runs are open although nothing can happen")
    }
    let messages = pipeline.queue.inFlight.reduce(0, +)
    if messages > 0 {
      left.append("\(messages) messages are in flight although nothing can happen")
    }
    if pipeline.outbox.count > 0 {
      left.append("\(pipeline.outbox.count) messages are unpublished although nothing can happen")
    }
    let captures = pipeline.ledger.inCapture.elements.reduce(0, +)
    if captures > 0 {
      left.append("\(captures) captures are under way although nothing can happen")
    }
    let posts = pipeline.ledger.inPost.elements.reduce(0, +)
    if posts > 0 { left.append("\(posts) posts are unanswered although nothing can happen") }
    return left
  }
}
