/// A table of coloured cells as SVG, with lines between cells.
struct HeatMap {
  /// One cell; each has its words in it, so that colour is not needed to read it.
  struct Cell: Equatable {
    let text: String
    /// A second, smaller line; may be empty.
    let note: String
    /// The colour, 0...6; nil for what never comes.
    let colour: Int?
    /// The sentence for the pointer and for screen readers.
    let title: String
    /// The id of the panel with everything about it.
    let target: String
  }

  /// A line around the cells of a region.
  struct Line: Equatable {
    let isDashed: Bool
    /// Whether a cell lies inside, by row and column; cells that are not there do not count.
    let isInside: [[Bool]]
  }

  let id: String
  /// What is shown, for screen readers.
  let title: String
  let across: (name: String, values: [String])
  let down: (name: String, values: [String])
  /// Row by row; nil where nothing was run.
  let cells: [[Cell?]]
  let lines: [Line]

  /// Characters of a label across that lie beside the next one.
  static let labelLength = 8

  private static let width = 64
  private static let height = 44

  private var left: Int { 16 + 8 * down.values.reduce(0) { max($0, $1.count) } }
  private var top: Int { 24 }
  private var longest: Int { across.values.reduce(0) { max($0, $1.count) } }
  private var isTilted: Bool { longest > Self.labelLength }
  private var bottom: Int { isTilted ? 36 + 5 * longest : 48 }

  var svg: String {
    let width = left + max(across.values.count * Self.width, 8 * across.name.count) + 8
    let height = top + down.values.count * Self.height + bottom
    var text = """
      <svg width="\(width)" height="\(height)" viewBox="0 0 \(width) \(height)" role="group" \
      aria-label="\(MarkupText.escaped(title))">
      <defs><pattern id="\(id)-hatch" width="8" height="8" patternUnits="userSpaceOnUse" \
      patternTransform="rotate(45)"><rect class="never" width="8" height="8" stroke="none"/>\
      <line class="hatch" x1="0" y1="0" x2="0" y2="8"/></pattern></defs>
      <text x="0" y="14">\(MarkupText.escaped(down.name))</text>

      """
    for (row, value) in down.values.enumerated() {
      let y = top + row * Self.height + Self.height / 2 + 5
      text += "<text x=\"\(left - 8)\" y=\"\(y)\" text-anchor=\"end\">"
      text += "\(MarkupText.escaped(value))</text>\n"
      for column in across.values.indices { text += svg(row, column) }
    }
    for (column, value) in across.values.enumerated() {
      let x = left + column * Self.width + Self.width / 2
      let y = height - bottom + 20
      let place =
        isTilted
        ? "x=\"\(x + 4)\" y=\"\(y)\" text-anchor=\"end\" transform=\"rotate(-35 \(x + 4) \(y))\""
        : "x=\"\(x)\" y=\"\(y)\" text-anchor=\"middle\""
      text += "<text \(place)>\(MarkupText.escaped(value))</text>\n"
    }
    text += "<text x=\"\(left + across.values.count * Self.width / 2)\" y=\"\(height - 8)\" "
    text += "text-anchor=\"middle\">\(MarkupText.escaped(across.name))</text>\n"
    return text + lines.map(svg).joined() + "</svg>\n"
  }

  private func svg(_ row: Int, _ column: Int) -> String {
    let x = left + column * Self.width
    let y = top + row * Self.height
    let place = "x=\"\(x)\" y=\"\(y)\" width=\"\(Self.width)\" height=\"\(Self.height)\""
    guard let cell = cells[row][column] else {
      return "<rect class=\"empty\" \(place)><title>not run</title></rect>\n"
    }
    let title = MarkupText.escaped(cell.title)
    let style = cell.colour.map { "cell s\($0)" } ?? "never"
    let fill = cell.colour == nil ? " style=\"fill: url(#\(id)-hatch)\"" : ""
    let middle = x + Self.width / 2
    var text = "<a class=\"\(cell.colour.map { "i\($0)" } ?? "in")\" "
    text += "href=\"#\(cell.target)\" aria-label=\"\(title)\"><title>\(title)</title>"
    text += "<rect class=\"\(style)\" \(place)\(fill)/>"
    if cell.colour == nil {
      text += "<rect class=\"never\" x=\"\(x + 8)\" y=\"\(y + 8)\" width=\"\(Self.width - 16)\" "
      text += "height=\"\(Self.height - 16)\" stroke=\"none\"/>"
    }
    let line = y + Self.height / 2 + (cell.note.isEmpty ? 5 : -1)
    text += "<text x=\"\(middle)\" y=\"\(line)\" text-anchor=\"middle\">"
    text += "\(MarkupText.escaped(cell.text))</text>"
    if !cell.note.isEmpty {
      text += "<text class=\"note\" x=\"\(middle)\" y=\"\(line + 14)\" text-anchor=\"middle\">"
      text += "\(MarkupText.escaped(cell.note))</text>"
    }
    return text + "</a>\n"
  }

  /// The edges between neighbours of which one lies inside and the other does not.
  private func svg(_ line: Line) -> String {
    var path: [String] = []
    func differs(_ row: Int, _ column: Int, _ otherRow: Int, _ otherColumn: Int) -> Bool {
      guard cells.indices.contains(otherRow), cells[otherRow].indices.contains(otherColumn),
        cells[row][column] != nil, cells[otherRow][otherColumn] != nil
      else { return false }
      return line.isInside[row][column] != line.isInside[otherRow][otherColumn]
    }
    for row in cells.indices {
      for column in cells[row].indices {
        let right = left + (column + 1) * Self.width
        let bottom = top + (row + 1) * Self.height
        if differs(row, column, row, column + 1) {
          path.append("M\(right) \(bottom - Self.height)V\(bottom)")
        }
        if differs(row, column, row + 1, column) {
          path.append("M\(right - Self.width) \(bottom)H\(right)")
        }
      }
    }
    guard !path.isEmpty else { return "" }
    let d = path.joined()
    let style = line.isDashed ? "front dashed" : "front"
    return "<path class=\"halo\" d=\"\(d)\"/>\n<path class=\"\(style)\" d=\"\(d)\"/>\n"
  }

  /// Colours with their meanings.
  static func legend(_ scale: StepScale, never: String?) -> String {
    var items = scale.labels.enumerated().map { step, label in
      "<li><span class=\"swatch s\(scale.colour(step))\"></span>\(MarkupText.escaped(label))</li>\n"
    }
    if let never {
      items.append("<li><span class=\"swatch sn\"></span>\(MarkupText.escaped(never))</li>\n")
    }
    return "<ul class=\"legend\">\n" + items.joined() + "</ul>\n"
  }
}
