/// One line of a file as shown below a message, with the marked part's place in it.
///
/// Long lines are cut around the mark, so that the whole fits a terminal of 100 columns.
public struct SourceExcerpt: Sendable, Equatable {
  public let line: Int
  public let text: String
  /// Terminal cells before the caret.
  public let indent: Int
  /// Terminal cells under the mark, at least 1.
  public let length: Int

  /// Cells of source text shown at most.
  static let width = 88
  /// Cells kept before the caret when a line is cut on the left.
  private static let context = 36

  /// The line as text and the marks below it, each with a gutter and a final line break.
  func report(_ paint: Paint) -> String {
    let number = String(line)
    let gutter = String(repeating: " ", count: number.count)
    let marks = "^" + String(repeating: "~", count: length - 1)
    let space = String(repeating: " ", count: indent)
    let shown = text.isEmpty ? paint.faint(" \(number) |") : paint.faint(" \(number) | ") + text
    return shown + "\n" + paint.faint(" \(gutter) | ") + space
      + paint.help(marks) + "\n"
  }

  /// Cuts the line around `mark`. O(1) in the length of the line.
  init(_ source: SourceText, mark: Range<Int>, line number: Int, within line: Range<Int>) {
    let reach = 4 * Self.width
    let anchor = min(max(mark.lowerBound, line.lowerBound), line.upperBound)
    let lower = min(anchor, Self.boundary(source.bytes, max(line.lowerBound, anchor - reach)))
    let upper = Self.boundary(source.bytes, min(line.upperBound, anchor + reach))
    let markEnd = max(anchor, min(mark.upperBound, upper))

    let before = Self.cells(source.bytes[lower..<anchor])
    let marked = Self.cells(source.bytes[anchor..<markEnd])
    let after = Self.cells(source.bytes[markEnd..<upper])
    let isWhole = lower == line.lowerBound && upper == line.upperBound
    let fits = isWhole && Self.width(of: (before + marked + after)[...]) <= Self.width
    let shownBefore = fits ? before[...] : Self.tail(before, of: Self.context)
    let isCutLeft = lower > line.lowerBound || shownBefore.count < before.count
    let room = Self.width - Self.width(of: shownBefore) - 2
    let shownAfter = fits ? (marked + after)[...] : Self.head(marked + after, of: room)
    let isCutRight =
      upper < line.upperBound || shownAfter.count < marked.count + after.count

    self.line = number
    let shown = (shownBefore + shownAfter).map(\.text).joined()
    text = (isCutLeft ? "…" : "") + shown + (isCutRight ? "…" : "")
    indent = (isCutLeft ? 1 : 0) + Self.width(of: shownBefore)
    length = max(1, Self.width(of: shownAfter.prefix(marked.count)))
  }

  private typealias Cell = (text: String, width: Int)

  private static func cells(_ bytes: ArraySlice<UInt8>) -> [Cell] {
    String(decoding: bytes, as: UTF8.self).unicodeScalars.map(VisibleText.cell(for:))
  }

  private static func width(of cells: ArraySlice<Cell>) -> Int {
    cells.reduce(0) { $0 + $1.width }
  }

  private static func head(_ cells: [Cell], of width: Int) -> ArraySlice<Cell> {
    var end = 0
    var sum = 0
    while end < cells.count, sum + cells[end].width <= width {
      sum += cells[end].width
      end += 1
    }
    return cells[..<end]
  }

  private static func tail(_ cells: [Cell], of width: Int) -> ArraySlice<Cell> {
    var start = cells.count
    var sum = 0
    while start > 0, sum + cells[start - 1].width <= width {
      start -= 1
      sum += cells[start].width
    }
    return cells[start...]
  }

  /// The nearest offset at or after `offset` that does not split a scalar.
  private static func boundary(_ bytes: [UInt8], _ offset: Int) -> Int {
    var offset = offset
    while offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
    return offset
  }
}
