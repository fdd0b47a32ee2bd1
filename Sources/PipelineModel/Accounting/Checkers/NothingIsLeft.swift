/// A run that ended by itself leaves no run open, no message in flight and no capture under way.
enum NothingIsLeft {
  static func broken(
    in ledger: borrowing Ledger, openRuns: Int, messages: Int, unpublished: Int
  ) -> [String] {
    var left: [String] = []
    if openRuns > 0 { left.append("\(openRuns) runs are open although nothing can happen") }
    if messages > 0 {
      left.append("\(messages) messages are in flight although nothing can happen")
    }
    if unpublished > 0 {
      left.append("\(unpublished) messages are unpublished although nothing can happen")
    }
    let captures = ledger.inCapture.elements.reduce(0, +)
    if captures > 0 {
      left.append("\(captures) captures are under way although nothing can happen")
    }
    let posts = ledger.inPost.elements.reduce(0, +)
    if posts > 0 { left.append("\(posts) posts are unanswered although nothing can happen") }
    return left
  }
}
