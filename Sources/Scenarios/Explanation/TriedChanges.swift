/// Changes that were played, and which of them heals which item.
struct TriedChanges {
  typealias Look = ([Change], [ItemName]) -> [ItemLook]

  private let names: [ItemName]
  private let troubles: [Trouble]
  private(set) var changes: [Change] = []
  private(set) var looks: [ItemLook] = []
  /// Of each item the places of the changes that heal it.
  private(set) var causes: [[Int]]
  private(set) var runs = 0
  /// Items for which a set of changes was searched for.
  var given: Set<Int> = []
  /// Items for which faults were sought that heal them together.
  var sought: Set<Int> = []

  init(_ wanted: [(name: ItemName, trouble: Trouble)]) {
    names = wanted.map(\.name)
    troubles = wanted.map(\.trouble)
    causes = Array(repeating: [], count: wanted.count)
  }

  /// The first item that nothing heals and nothing was searched for.
  var firstUnhealed: Int? {
    causes.indices.first { causes[$0].isEmpty && !given.contains($0) }
  }

  /// The first item that nothing of the case heals, for which no faults were sought.
  var firstWithoutCase: Int? {
    causes.indices.first { !sought.contains($0) && isWithoutCase($0) }
  }

  private func isWithoutCase(_ place: Int) -> Bool {
    !causes[place].contains { changes[$0].isOfCase }
  }

  /// Plays changes; each is a cause of the items that had none (with `besideLevers`: none of the
  /// case), and that it heals while none of the lesser ones does; O(items · changes).
  mutating func add(
    _ more: [Change], lesser: [Change] = [], besideLevers: Bool = false, _ look: Look
  ) {
    let played = look(more + lesser, names)
    let first = changes.count
    runs += played.count
    changes += more
    looks += played.prefix(more.count)
    for place in causes.indices
    where causes[place].isEmpty || besideLevers && isWithoutCase(place) {
      let isSpared = played.dropFirst(more.count).contains { $0.heals(place, troubles[place]) }
      guard !isSpared else { continue }
      causes[place] += (first..<looks.count).filter { looks[$0].heals(place, troubles[place]) }
    }
  }

  /// What only had no time to come to its end needs no other cause.
  mutating func spareTheCutOff() {
    for place in causes.indices {
      guard let first = causes[place].first, changes[first].parts == [.horizon] else { continue }
      causes[place] = [first]
    }
  }
}
