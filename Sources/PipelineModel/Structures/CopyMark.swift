/// Tells a value whether it has been copied: one question for all of its lists.
///
/// A copy shares the mark. Whoever is told makes every list its own and only then renews its mark:
/// until then the other one is told as well, on whatever thread, and changes nothing in place.
struct CopyMark: Sendable {
  private final class Token: Sendable {}

  private var token = Token()

  /// Whether a copy of the value that holds this mark is about and has not renewed its own.
  @inline(__always)
  mutating func isShared() -> Bool { !isKnownUniquelyReferenced(&token) }

  /// Leaves the mark to the copies; every list is the value's own.
  mutating func renew() { token = Token() }
}
