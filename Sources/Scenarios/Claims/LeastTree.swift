/// Numbers in an order, of which the first that is small enough is found without looking at all.
struct LeastTree {
  /// The least number below each node, in the order of a heap; the leaves are the numbers.
  private var nodes: [Int64] = [.max, .max]
  private(set) var count = 0

  private var leaves: Int { nodes.count / 2 }

  /// Adds a number behind the others. O(log n), amortized.
  mutating func append(_ number: Int64) {
    if count == leaves { double() }
    count += 1
    set(number, at: count - 1)
  }

  /// Changes the number at a place. O(log n).
  mutating func set(_ number: Int64, at place: Int) {
    var node = leaves + place
    nodes[node] = number
    while node > 1 {
      node /= 2
      nodes[node] = min(nodes[2 * node], nodes[2 * node + 1])
    }
  }

  /// The first place with a number that is not above a bound, or nil. O(log n).
  func firstPlace(atMost bound: Int64) -> Int? {
    guard nodes[1] <= bound else { return nil }
    var node = 1
    while node < leaves { node = nodes[2 * node] <= bound ? 2 * node : 2 * node + 1 }
    return node - leaves < count ? node - leaves : nil
  }

  private mutating func double() {
    let numbers = Array(nodes[leaves...])
    nodes = [Int64](repeating: .max, count: 4 * numbers.count)
    nodes.replaceSubrange(leaves..<leaves + numbers.count, with: numbers)
    for node in stride(from: leaves - 1, to: 0, by: -1) {
      nodes[node] = min(nodes[2 * node], nodes[2 * node + 1])
    }
  }
}
