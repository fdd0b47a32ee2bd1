/// The names in a Swift source, without comments and strings but with what a string interpolates.
struct SourceWords {
  struct Word: Equatable {
    let text: String
    /// Whether a dot stands before it.
    let isMember: Bool
    /// Braces open around it.
    let depth: Int
  }

  private(set) var all: [Word] = []
  private let bytes: [UInt8]
  private var place = 0
  private var depth = 0

  init(_ text: String) {
    bytes = Array(text.utf8)
    readCode(until: nil)
  }

  /// The names of the types that are declared outside of all others, or anywhere.
  func types(anyDepth: Bool = false) -> [String] {
    declared(
      by: ["struct", "enum", "class", "protocol", "typealias", "actor"],
      atDepth: anyDepth ? nil : 0)
  }

  /// The names of everything that is declared and begins with a letter; initialisers have none.
  var declarations: [String] {
    declared(by: [
      "struct", "enum", "class", "protocol", "typealias", "actor", "func", "var", "let",
      "associatedtype",
    ]) + declared(by: ["case"]).filter { $0.first?.isLowercase == true }
  }

  private func declared(by keywords: Set<String>, atDepth wanted: Int? = nil) -> [String] {
    zip(all, all.dropFirst()).compactMap { keyword, name in
      guard keywords.contains(keyword.text), !keyword.isMember, !name.isMember,
        wanted == nil || keyword.depth == wanted, name.text != "_"
      else { return nil }
      return name.text
    }
  }

  private func byte(_ ahead: Int = 0) -> UInt8 {
    place + ahead < bytes.count ? bytes[place + ahead] : 0
  }

  private func isAhead(_ text: StaticString) -> Bool {
    for index in 0..<text.utf8CodeUnitCount where byte(index) != text.utf8Start[index] {
      return false
    }
    return true
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 128...:
      true
    default: false
    }
  }

  /// Reads to the end, or to the bracket that closes an interpolation.
  private mutating func readCode(until end: UInt8?) {
    var brackets = 0
    while place < bytes.count {
      if isAhead("//") {
        while place < bytes.count, byte() != UInt8(ascii: "\n") { place += 1 }
        continue
      }
      if Self.isLetter(byte()) {
        readWord()
        continue
      }
      switch byte() {
      case UInt8(ascii: "\""):
        readString(hashes: hashesBehind)
        continue
      case UInt8(ascii: "("): brackets += 1
      case UInt8(ascii: ")"):
        if brackets == 0, end != nil {
          place += 1
          return
        }
        brackets -= 1
      case UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "}"): depth -= 1
      default: break
      }
      place += 1
    }
  }

  private mutating func readWord() {
    let start = place
    while Self.isLetter(byte()) { place += 1 }
    let first = bytes[start]
    guard first < UInt8(ascii: "0") || first > UInt8(ascii: "9") else { return }
    all.append(
      Word(
        text: String(decoding: bytes[start..<place], as: UTF8.self),
        isMember: start > 0 && bytes[start - 1] == UInt8(ascii: "."), depth: depth))
  }

  /// How many number signs stand just before this place.
  private var hashesBehind: Int {
    var count = 0
    while place > count, bytes[place - count - 1] == UInt8(ascii: "#") { count += 1 }
    return count
  }

  private mutating func readString(hashes: Int) {
    let quotes = isAhead("\"\"\"") ? 3 : 1
    func isAll(_ count: Int, _ wanted: Character, from start: Int) -> Bool {
      (0..<count).allSatisfy { byte(start + $0) == wanted.asciiValue }
    }
    place += quotes
    while place < bytes.count {
      if isAll(quotes, "\"", from: 0), isAll(hashes, "#", from: quotes) {
        place += quotes + hashes
        return
      }
      guard byte() == UInt8(ascii: "\\"), isAll(hashes, "#", from: 1) else {
        place += 1
        continue
      }
      place += 1 + hashes
      let isInterpolation = byte() == UInt8(ascii: "(")
      place += 1
      if isInterpolation { readCode(until: UInt8(ascii: ")")) }
    }
  }
}
