/// Tells a value whether it has been copied: one question for all of its lists.
///
/// A copy shares the mark; whichever of both asks first is told, and gets a mark of its own.
struct CopyMark: Sendable {
  private final class Token: Sendable {}

  private var token = Token()

  /// Whether a copy of the value that holds this mark is about, or was when last asked.
  @inline(__always)
  mutating func isShared() -> Bool {
    if isKnownUniquelyReferenced(&token) { return false }
    token = Token()
    return true
  }
}
