/// The backfill requests of each installation, by their place in the list of all.
///
/// `add` is O(1), walking an installation's requests is O(their number).
struct RequestIndex: Sendable {
  /// The last request of each installation, or -1.
  private var lasts: ContiguousArray<Int32>
  /// The request of the same installation before each request, or -1.
  private var previous: ContiguousArray<Int32> = []

  init(installations count: Int) { lasts = ContiguousArray(repeating: -1, count: count) }

  /// The next request of the list is about this installation; -1 is one the world does not have.
  mutating func add(of installation: Int32) {
    guard installation >= 0 else {
      previous.append(-1)
      return
    }
    previous.append(lasts[Int(installation)])
    lasts[Int(installation)] = Int32(previous.count - 1)
  }

  /// The request an installation made last.
  func last(of installation: Int32) -> Int? {
    let last = lasts[Int(installation)]
    return last >= 0 ? Int(last) : nil
  }

  /// The request of the same installation before this one.
  func before(_ request: Int) -> Int? {
    let earlier = previous[request]
    return earlier >= 0 ? Int(earlier) : nil
  }
}
