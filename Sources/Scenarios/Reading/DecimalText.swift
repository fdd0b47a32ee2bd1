/// An unsigned decimal number taken apart, so that units are applied without rounding.
struct DecimalText {
  /// The significant digits without leading or trailing zeros; empty for zero.
  private let digits: [UInt8]
  /// The power of ten that the digits, read as an integer, are multiplied by.
  private let exponent: Int

  /// Reads `12`, `1.5`, `.5`, `5.` or `1e3`; nil for anything else. O(n).
  init?(_ text: Substring) {
    var digits: [UInt8] = []
    var fraction = 0
    var isFraction = false
    var exponent = 0
    var count = 0
    var rest = text.utf8
    loop: while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        digits.append(byte - UInt8(ascii: "0"))
        count += 1
        if isFraction { fraction += 1 }
      case UInt8(ascii: ".") where !isFraction: isFraction = true
      case UInt8(ascii: "e"), UInt8(ascii: "E"):
        guard let written = Self.exponent(rest) else { return nil }
        exponent = written
        break loop
      default: return nil
      }
    }
    guard count > 0 else { return nil }
    exponent -= fraction
    while digits.last == 0 {
      digits.removeLast()
      exponent += 1
    }
    self.digits = Array(digits.drop { $0 == 0 })
    self.exponent = exponent
  }

  /// The number times `unit` when that is an integer that fits, with its sign.
  func scaled(by unit: Int64, negative: Bool = false) -> Int64? {
    guard !digits.isEmpty else { return 0 }
    guard let scaled = scaledMagnitude(by: UInt64(unit)) else { return nil }
    return negative
      ? (scaled <= 1 << 63 ? Int64(truncatingIfNeeded: 0 &- scaled) : nil)
      : Int64(exactly: scaled)
  }

  /// True when the number times `unit` lies outside `Int64`, whether an integer or not.
  func isTooLarge(times unit: Int64) -> Bool {
    let significand = digits.prefix(25).reduce(0.0) { $0 * 10 + Double($1) }
    let dropped = digits.count - min(digits.count, 25)
    guard exponent + dropped < 400 else { return significand > 0 }
    return (Double("\(significand)e\(exponent + dropped)") ?? 0) * Double(unit) >= 0x1p63
  }

  private func scaledMagnitude(by unit: UInt64) -> UInt64? {
    guard digits.count <= 40, exponent > -40, exponent < 40 else { return nil }
    var factor = unit
    var missing = exponent
    var significand: UInt64 = 0
    for digit in digits {
      let (tenfold, isOver) = significand.multipliedReportingOverflow(by: 10)
      let (sum, carries) = tenfold.addingReportingOverflow(UInt64(digit))
      guard !isOver, !carries else { return nil }
      significand = sum
    }
    while missing < 0, factor.isMultiple(of: 10) {
      factor /= 10
      missing += 1
    }
    for prime: UInt64 in [2, 5] {
      for _ in 0..<max(0, -missing) {
        if significand.isMultiple(of: prime) {
          significand /= prime
        } else if factor.isMultiple(of: prime) {
          factor /= prime
        } else {
          return nil
        }
      }
    }
    for _ in 0..<max(0, missing) {
      let (tenfold, isOver) = factor.multipliedReportingOverflow(by: 10)
      guard !isOver else { return nil }
      factor = tenfold
    }
    let (product, isOver) = significand.multipliedReportingOverflow(by: factor)
    return isOver ? nil : product
  }

  /// The written exponent, held within ±9,999, where every number is zero or too large.
  private static func exponent(_ text: Substring.UTF8View) -> Int? {
    let digits = Substring(text)
    if let value = Int(digits) { return min(max(value, -9_999), 9_999) }
    let magnitude = digits.drop { $0 == "-" || $0 == "+" }
    guard !magnitude.isEmpty, magnitude.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
    return digits.first == "-" ? -9_999 : 9_999
  }
}
