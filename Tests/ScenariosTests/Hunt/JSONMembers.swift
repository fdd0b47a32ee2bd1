/// The members of the objects of a JSON text without comments.
enum JSONMembers {
  /// The text without each of its members in turn, with the key that is gone.
  static func without(_ text: String) -> [(key: String, text: String)] {
    let letters = Array(text)
    var found: [(String, String)] = []
    var place = 0
    while place < letters.count {
      guard letters[place] == "\"" else {
        place += 1
        continue
      }
      let end = endOfString(letters, place)
      if end < letters.count, letters[end] == ":" {
        var rest = endOfValue(letters, end + 1)
        if rest < letters.count, letters[rest] == "," { rest += 1 }
        found.append(
          (
            String(letters[place + 1..<end - 1]), String(letters[..<place] + letters[rest...])
          ))
      }
      place = end
    }
    return found
  }

  /// Behind the closing quote.
  private static func endOfString(_ letters: [Character], _ start: Int) -> Int {
    var place = start + 1
    while letters[place] != "\"" { place += letters[place] == "\\" ? 2 : 1 }
    return place + 1
  }

  /// Behind the value that begins there, after spaces.
  private static func endOfValue(_ letters: [Character], _ start: Int) -> Int {
    var (place, depth) = (start, 0)
    while place < letters.count {
      switch letters[place] {
      case "\"":
        place = endOfString(letters, place)
        continue
      case "[", "{": depth += 1
      case "]", "}":
        guard depth > 0 else { return place }
        depth -= 1
      case "," where depth == 0: return place
      default: break
      }
      place += 1
    }
    return place
  }
}
