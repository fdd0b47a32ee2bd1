import SimKernel

/// The points of an exploration in two dimensions: a map for each profile and for each combination
/// of the values of its other axes.
struct ExplorationMaps {
  private let exploration: Exploration
  /// Begins every id, so that several explorations fit one page.
  private let prefix: String
  /// Places of the axes that go across and down; equal when there is one axis only.
  private let across: Int
  private let down: Int
  private let withins: [SimDuration]

  init(_ exploration: Exploration, prefix: String, withins: [SimDuration]) {
    self.exploration = exploration
    self.prefix = prefix
    self.withins = withins
    (across, down) = Self.places(exploration.axes)
  }

  /// The two axes with the most values, the longer one across unless its labels are wide.
  private static func places(_ axes: [AxisAnswer]) -> (across: Int, down: Int) {
    let order = axes.indices.sorted { (-axes[$0].values.count, $0) < (-axes[$1].values.count, $1) }
    guard order.count > 1 else { return (order[0], order[0]) }
    func width(_ axis: Int) -> Int { axes[axis].values.map { ShortName.of($0).count }.max() ?? 0 }
    let isWide = width(order[0]) > HeatMap.labelLength && width(order[1]) < width(order[0])
    return isWide ? (order[1], order[0]) : (order[0], order[1])
  }

  /// The id of a point's panel.
  func target(_ point: Int) -> String { "\(prefix)point-\(point + 1)" }

  /// Values of the axes that are not in the map, and the profile.
  private struct Facet: Equatable {
    let values: [String]
    let profile: String
  }

  private func facet(_ point: PointAnswer) -> Facet {
    Facet(
      values: others.map { point.values[$0] }, profile: point.profile)
  }

  private var others: [Int] {
    exploration.axes.indices.filter { $0 != across && $0 != down }
  }

  /// Every map with its heading and the legends.
  var html: String {
    var facets: [Facet] = []
    for point in exploration.points where !facets.contains(facet(point)) {
      facets.append(facet(point))
    }
    let times = exploration.points.flatMap { point in
      Goal.allCases.compactMap { point.time($0).p50.value.duration }
    }.map { Double($0.microseconds) }
    let scale = StepScale.times(times, promised: withins)
    return facets.enumerated().map { place, facet in
      let names = others.enumerated().map {
        "\(exploration.axes[$1].name) \(ShortName.of(facet.values[$0]))"
      }
      let heading = (names + [facet.profile]).joined(separator: " · ")
      return "<section>\n<h3>\(MarkupText.escaped(heading))</h3>\n<div class=\"maps\">\n"
        + timeMap(exploration.until, facet, scale, "\(prefix)m\(place)t", heading)
        + shareMap(facet, "\(prefix)m\(place)s", heading)
        + deliveryMap(facet, scale, "\(prefix)m\(place)d", heading) + "</div>\n</section>\n"
    }.joined()
  }

  // MARK: - One map

  private func timeMap(
    _ goal: Goal, _ facet: Facet, _ scale: StepScale, _ id: String, _ heading: String
  ) -> String {
    let grid = grid(facet)
    let cells = grid.map { row in
      row.map { place in
        place.map { place in
          let point = exploration.points[place]
          let time = point.time(goal).p50.value
          let done = point.runs(goal)
          return HeatMap.Cell(
            text: time.duration?.brief ?? "never",
            note: done == point.runs ? "" : "\(done) of \(point.runs)",
            colour: time.duration.map { scale.colour(scale.step(Double($0.microseconds))) },
            title: sentence(point), target: target(place))
        }
      }
    }
    let frontiers = frontiers(goal, grid)
    let map = map(id, "\(heading): time to \(goal.verb)", cells, frontiers.map(\.line))
    let caption =
      "Time until \(goal.sentence): the median of the seeds, of which those that never get there "
      + "count as later than all. "
      + frontiers.map { words($0, grid) }.joined(separator: " ")
    let isNever = exploration.points.contains { $0.time(goal).p50.value == .never }
    return figure(
      map, HeatMap.legend(scale, never: isNever ? "never \(goal.rawValue) whole" : nil), caption)
  }

  /// The time to deliver where that is not what was asked and says something else.
  private func deliveryMap(
    _ facet: Facet, _ scale: StepScale, _ id: String, _ heading: String
  ) -> String {
    let points = exploration.points.filter { self.facet($0) == facet }
    let isOther = points.contains { $0.delivered.p50.value != $0.stored.p50.value }
    guard exploration.until == .stored, isOther else { return "" }
    return timeMap(.delivered, facet, scale, id, heading)
  }

  private func shareMap(_ facet: Facet, _ id: String, _ heading: String) -> String {
    let scale = StepScale.missing
    let cells = grid(facet).map { row in
      row.map { place in
        place.map { place in
          let point = exploration.points[place]
          let share = point.observedPerMillion
          return HeatMap.Cell(
            text: AnswerWording.present(perMillion: share), note: "",
            colour: scale.colour(scale.step(Double(1_000_000 - share) / 1_000_000)),
            title: sentence(point), target: target(place))
        }
      }
    }
    guard cells.contains(where: { $0.contains { $0.map { $0.text != "100 %" } ?? false } }) else {
      return "<p>Every expected item ends with an observation.</p>\n"
    }
    let map = map(id, "\(heading): items with an observation", cells, [])
    return figure(
      map, HeatMap.legend(scale, never: nil),
      "Share of the expected items that end with an observation.")
  }

  private func map(
    _ id: String, _ title: String, _ cells: [[HeatMap.Cell?]], _ lines: [HeatMap.Line]
  ) -> HeatMap {
    let columns = exploration.axes[across]
    let rows = exploration.axes[down]
    let order = rowOrder
    return HeatMap(
      id: id, title: title, across: (columns.name, columns.values.map(ShortName.of)),
      down: across == down ? ("", [""]) : (rows.name, order.map { ShortName.of(rows.values[$0]) }),
      cells: cells, lines: lines)
  }

  private func figure(_ map: HeatMap, _ legend: String, _ caption: String) -> String {
    "<figure>\n<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\""
      + MarkupText.escaped(map.title) + "\">\n" + map.svg + "</div>\n" + legend
      + "<figcaption>\(MarkupText.escaped(caption))</figcaption>\n</figure>\n"
  }

  /// Numbers grow upwards, other values go down.
  private var rowOrder: [Int] {
    guard across != down else { return [0] }
    let axis = exploration.axes[down]
    return axis.numbers.isEmpty ? Array(axis.values.indices) : axis.values.indices.reversed()
  }

  /// Places of the points by row and column.
  private func grid(_ facet: Facet) -> [[Int?]] {
    let columns = exploration.axes[across].values
    var places: [String: [String: Int]] = [:]
    for (place, point) in exploration.points.enumerated() where self.facet(point) == facet {
      places[across == down ? "" : point.values[down], default: [:]][point.values[across]] = place
    }
    return rowOrder.map { row in
      let value = across == down ? "" : exploration.axes[down].values[row]
      return columns.map { places[value]?[$0] }
    }
  }

  // MARK: - Frontiers

  /// A line and the times of which it is the frontier.
  private struct Frontiers {
    var line: HeatMap.Line
    var withins: [SimDuration]
  }

  /// The frontiers of the promised times; those that run the same way are one line.
  private func frontiers(_ goal: Goal, _ grid: [[Int?]]) -> [Frontiers] {
    var found: [Frontiers] = []
    for within in withins {
      let isInside = grid.map { row in
        row.map { place in
          place.map { exploration.points[$0].time(goal).p50.value <= .after(within) } ?? false
        }
      }
      if let same = found.firstIndex(where: { $0.line.isInside == isInside }) {
        found[same].withins.append(within)
      } else {
        let line = HeatMap.Line(isDashed: !found.isEmpty, isInside: isInside)
        found.append(Frontiers(line: line, withins: [within]))
      }
    }
    return found
  }

  private func words(_ frontiers: Frontiers, _ grid: [[Int?]]) -> String {
    let times = frontiers.withins.map(AnswerWording.within).joined(separator: " and of ")
    let inside = zip(grid, frontiers.line.isInside).flatMap { places, isInside in
      zip(places, isInside).filter { $0.0 != nil }.map(\.1)
    }
    if inside.allSatisfy({ $0 }) {
      return "Every point gets there within \(AnswerWording.within(frontiers.withins[0]))."
    }
    if inside.allSatisfy({ !$0 }) {
      let last = frontiers.withins[frontiers.withins.count - 1]
      return "No point gets there within \(AnswerWording.within(last))."
    }
    return "The \(frontiers.line.isDashed ? "dotted" : "whole") line is the frontier of \(times)."
  }

  private func sentence(_ point: PointAnswer) -> String {
    let names = zip(exploration.axes, point.values).map { "\($0.name) \(ShortName.of($1))" }
    let times = [exploration.until, exploration.until.other].map { goal in
      "\(goal.rawValue) \(point.seedsText(goal)) (p50 \(point.time(goal).medianOfArriving))"
    }
    let share = AnswerWording.present(perMillion: point.observedPerMillion)
    return (names + [point.profile]).joined(separator: ", ") + ": "
      + times.joined(separator: ", ") + "; \(share) of \(point.expected.short) items stored"
  }
}

/// Values of axes as labels.
enum ShortName {
  /// Of a path the file's name without its ending; anything else as it is.
  static func of(_ value: String) -> String {
    guard value.hasSuffix(".json"), let name = value.split(separator: "/").last else {
      return value
    }
    return String(name.dropLast(5))
  }
}
