/// Why a text is no value of its kind, and which part of it is to blame.
public struct ValueProblem: Error, Sendable, Equatable {
  /// What was expected and what was found, without the place.
  public let message: String
  /// What would be right.
  public let help: String
  /// The bytes of the text that are wrong; nil for all of it.
  public let range: Range<Int>?

  public init(_ message: String, help: String, range: Range<Int>? = nil) {
    self.message = message
    self.help = help
    self.range = range
  }
}

/// A number and the unit behind it, as they alternate in `1h30m` or stand once in `32 MiB`.
struct QuantityScanner {
  private let bytes: [UInt8]
  private(set) var offset = 0

  init(_ text: String) { bytes = Array(text.utf8) }

  var isAtEnd: Bool { offset >= bytes.count }

  /// Moves past one byte if it is the next one.
  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard offset < bytes.count, bytes[offset] == UInt8(ascii: character) else { return false }
    offset += 1
    return true
  }

  /// The digits and decimal points at the offset; empty when there are none.
  mutating func number() -> Substring {
    take { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || $0 == UInt8(ascii: ".") }
  }

  /// The letters, and anything else that cannot begin a number or a sign, at the offset.
  mutating func unit() -> Substring {
    take {
      !(UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0)
        && ![UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: " "), UInt8(ascii: "/")].contains(
          $0)
    }
  }

  private mutating func take(while belongs: (UInt8) -> Bool) -> Substring {
    let start = offset
    while offset < bytes.count, belongs(bytes[offset]) { offset += 1 }
    return String(decoding: bytes[start..<offset], as: UTF8.self)[...]
  }
}
