/// The members of an object that is being put together, in order, each found by its key.
///
/// O(1) for each change, looking at all of a few keys and hashing many.
struct OrderedMembers {
  private static let linearLimit = 12

  /// Nil where a member was taken out.
  private var slots: [JSONMember?]
  /// The slots by key; empty while there are few.
  private var places: [String: Int] = [:]

  init(_ members: [JSONMember]) {
    slots = members
    if slots.count > Self.linearLimit { index() }
  }

  var members: [JSONMember] { slots.compactMap(\.self) }

  subscript(key: String) -> JSONNode? { place(of: key).flatMap { slots[$0]?.value } }

  /// Puts a member in the place of the one with its key, or behind all others.
  mutating func set(_ member: JSONMember) {
    if let place = place(of: member.key) { slots[place] = member } else { append(member) }
  }

  /// Puts a member behind all others; the one with its key goes.
  mutating func move(_ member: JSONMember) {
    remove(member.key)
    append(member)
  }

  mutating func remove(_ key: String) {
    guard let place = place(of: key) else { return }
    slots[place] = nil
    places[key] = nil
  }

  private mutating func append(_ member: JSONMember) {
    slots.append(member)
    if !places.isEmpty {
      places[member.key] = slots.count - 1
    } else if slots.count > Self.linearLimit {
      index()
    }
  }

  private func place(of key: String) -> Int? {
    places.isEmpty ? slots.firstIndex { $0?.key == key } : places[key]
  }

  private mutating func index() {
    for (place, member) in slots.enumerated() {
      if let member { places[member.key] = place }
    }
  }
}
