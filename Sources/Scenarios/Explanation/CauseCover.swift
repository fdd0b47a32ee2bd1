/// The fewest groups of items that one change heals, as near as the greedy choice comes to it.
///
/// Of a large run nearly every change moves some item by chance: items are put together by the change
/// that heals most of those of their fate, and what is about the case goes before a lever that heals less
/// than twice as many.
struct CauseCover {
  /// What is wrong with the items of a group.
  struct Kind: Hashable {
    let trouble: Trouble
    let fate: Fate
  }

  struct Group {
    let kind: Kind
    /// Places of its items, ascending.
    let places: [Int]
    /// Every change that heals all of them.
    let causes: [Int]
  }

  /// In the order of their first items.
  private(set) var groups: [Group] = []
  private let causes: [[Int]]
  private let ofCase: Set<Int>

  /// Puts the items at these places together: `causes` are the changes that heal each, `ofCase` the
  /// changes that are about the case, not a lever; O(items · changes · groups).
  init(
    _ places: Range<Int>, _ causes: [[Int]], _ ofCase: Set<Int>, kind: (Int) -> Kind
  ) {
    self.causes = causes
    self.ofCase = ofCase
    for (kind, places) in Dictionary(grouping: places, by: kind) { cover(places, kind) }
    groups.sort { $0.places[0] < $1.places[0] }
  }

  private mutating func cover(_ places: [Int], _ kind: Kind) {
    var left = places
    while let first = likeliest(left) {
      let healed = left.filter { causes[$0].contains(first) }
      let shared = healed.dropFirst().reduce(into: Set(causes[healed[0]])) {
        $0.formIntersection(causes[$1])
      }
      groups.append(Group(kind: kind, places: healed, causes: shared.sorted()))
      left.removeAll { causes[$0].contains(first) }
    }
    if !left.isEmpty { groups.append(Group(kind: kind, places: left, causes: [])) }
  }

  /// The change that heals most of the items; of equals the first.
  private func likeliest(_ places: [Int]) -> Int? {
    var counts: [Int: Int] = [:]
    for place in places {
      for cause in causes[place] { counts[cause, default: 0] += ofCase.contains(cause) ? 2 : 1 }
    }
    return counts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key
  }
}
