/// Finds the word that somebody meant.
public enum Suggestion {
  /// The candidate with the smallest distance, if it is close enough to be a slip of the hand:
  /// one change in words of up to five letters, two up to eight, three beyond.
  ///
  /// Ties go to the earlier candidate. O(length²) for each; longer words than 64 match nothing.
  public static func closest(to word: String, in candidates: some Sequence<String>) -> String? {
    let letters = fold(word)
    guard let letters, !letters.isEmpty else { return nil }
    var best: (candidate: String, distance: Int)?
    for candidate in candidates {
      guard let other = fold(candidate) else { continue }
      let limit =
        max(letters.count, other.count) <= 5 ? 1 : max(letters.count, other.count) <= 8 ? 2 : 3
      let distance = distance(letters, other)
      if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.candidate
  }

  /// The ending ` did you mean "x"?` of a message, or nothing.
  public static func question(for word: String, in candidates: some Sequence<String>) -> String? {
    closest(to: word, in: candidates).map { "did you mean \"\(VisibleText.of($0))\"?" }
  }

  /// As many of the names as fit a line, with an ellipsis for the others.
  public static func listed(_ names: some Sequence<String>) -> String {
    var text = ""
    for name in names {
      let shown = VisibleText.of(name)
      guard text.count + shown.count < 80 else { return text.isEmpty ? shown : text + ", …" }
      text += (text.isEmpty ? "" : ", ") + shown
    }
    return text
  }

  /// Case does not count, and neither do the separators `-` and `_`.
  private static func fold(_ word: String) -> [Unicode.Scalar]? {
    guard word.utf8.count <= 64 else { return nil }
    return word.lowercased().unicodeScalars.filter { $0 != "-" && $0 != "_" }
  }

  /// Insertions, deletions, replacements and swaps of neighbours, each counted once.
  ///
  /// Source: Damerau (1964), in the variant "optimal string alignment".
  private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for row in 0..<left.count {
      var current = [row + 1]
      for column in 0..<right.count {
        let isSame = left[row] == right[column]
        var cost = min(
          last[column] + (isSame ? 0 : 1), last[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          cost = min(cost, beforeLast[column - 1] + 1)
        }
        current.append(cost)
      }
      beforeLast = last
      last = current
    }
    return last[right.count]
  }
}
