/// The workspaces of organisations (`orgWorkspaces`), in the order they were made; numbers are not
/// used again.
///
/// Law: an item of an organisation goes to its first workspace that is there (pipeline-facts §10).
/// O(1) to ask, O(workspaces of the organisation) to remove.
struct WorkspaceTable: Sendable {
  /// Ids of each organisation's workspaces, by number - 1.
  private var ids: [[Int32]] = []
  private var isThere: [Bool] = []
  /// The first that is there, by organisation, or -1.
  private var firsts: [Int32] = []

  /// So many of each organisation.
  init(_ counts: [Int]) {
    for count in counts {
      ids.append([])
      firsts.append(-1)
      for _ in 0..<count { add(to: ids.count - 1) }
    }
  }

  /// The one that an organisation's items go to, or -1.
  @inline(__always)
  func first(of organisation: Int) -> Int32 { firsts[organisation] }

  /// The one with this number, or -1.
  func id(of number: Int, in organisation: Int) -> Int32 {
    let own = ids[organisation]
    return own.indices.contains(number - 1) ? own[number - 1] : -1
  }

  func isThere(_ id: Int32) -> Bool { id >= 0 && isThere[Int(id)] }

  mutating func add(to organisation: Int) {
    let id = Int32(isThere.count)
    isThere.append(true)
    ids[organisation].append(id)
    if firsts[organisation] < 0 { firsts[organisation] = id }
  }

  mutating func remove(_ id: Int32, of organisation: Int) {
    guard isThere(id) else { return }
    isThere[Int(id)] = false
    firsts[organisation] = ids[organisation].first(where: isThere) ?? -1
  }
}
