import PipelineModel
import SimKernel

/// Posts of one run that belong on one line: the same answer, item after item, page after page.
struct PostFold {
  let kind: Milestone.Kind
  private var first: Stretch
  private var last: Stretch
  /// Whether the last page was dispatched to its end.
  private var isWhole = false

  /// Items of one page, or of several whole ones.
  private struct Stretch {
    var pages: ClosedRange<Int>
    var positions: ClosedRange<Int>
    /// Numbers of the first and the last item.
    var numbers: (first: Int, last: Int)
    var count = 1
    var time: SimTime
    var until: SimTime

    init(_ post: Post) {
      pages = post.page...post.page
      positions = post.position...post.position
      numbers = (post.number, post.number)
      time = post.time
      until = post.time
    }

    mutating func extend(_ post: Post) {
      pages = pages.lowerBound...post.page
      positions = positions.lowerBound...max(post.position, positions.upperBound)
      numbers.last = post.number
      count += 1
      until = post.time
    }
  }

  /// One post of an item.
  struct Post {
    let kind: Milestone.Kind
    let time: SimTime
    let page: Int
    /// Place among the posts of its page's step, from 1.
    let position: Int
    /// The item's number.
    let number: Int
  }

  init(_ post: Post) {
    kind = post.kind
    first = Stretch(post)
    last = first
  }

  /// Takes one more post; false when it belongs on another line.
  mutating func take(_ post: Post) -> Bool {
    guard post.kind == kind else { return false }
    if post.page == last.pages.upperBound, post.position == last.positions.upperBound + 1 {
      last.extend(post)
      if first.pages.upperBound == post.page { first = last }
      return true
    }
    let turns =
      isWhole && post.page == last.pages.upperBound + 1 && post.position == 1
      && first.positions.lowerBound == 1
    guard turns else { return false }
    if last.pages.lowerBound > first.pages.upperBound { join() }
    last = Stretch(post)
    isWhole = false
    return true
  }

  /// Notes that the last page was dispatched to its end.
  mutating func finishPage() { isWhole = true }

  /// The lines: one, or two when the last of several pages was interrupted.
  func lines() -> [(time: SimTime, text: String)] {
    guard last.pages.lowerBound > first.pages.upperBound else { return [line(last)] }
    guard isWhole else { return [line(first), line(last)] }
    var whole = self
    whole.join()
    return [line(whole.first)]
  }

  /// Adds the last page to the whole ones before it.
  private mutating func join() {
    first.pages = first.pages.lowerBound...last.pages.upperBound
    first.count += last.count
    first.until = last.until
  }

  private func line(_ stretch: Stretch) -> (time: SimTime, text: String) {
    let answer =
      switch kind {
      case .itemAccepted: "accepted"
      case .itemDuplicate: "duplicate"
      default: "failed"
      }
    let span = stretch.until > stretch.time ? ", until \(stretch.until.clock)" : ""
    let (from, to) = (stretch.pages.lowerBound, stretch.pages.upperBound)
    guard from == to else {
      return (
        stretch.time, "pages \(from)–\(to): \(counted(stretch.count, "item")) \(answer)\(span)"
      )
    }
    let (one, many) = (stretch.positions.lowerBound, stretch.positions.upperBound)
    let (head, tail) = stretch.numbers
    let items =
      one == many ? "item \(one) (#\(head))" : "items \(one)–\(many) (#\(head)–#\(tail))"
    return (stretch.time, "page \(from): \(items) \(answer)\(span)")
  }
}
