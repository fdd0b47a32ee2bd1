extension Workload {
  init(_ fields: Fields) {
    let repository = fields.value("repository", .string(), default: "")
    let asOf = fields.value("asOf", .string(), default: "")
    _ = fields.optional("source", .string())
    let allTime = fields.optional("allTime", Shape.object(Totals.init).located)
    let days = fields.required(
      "perDayAge", .array(of: Shape.object(Day.init).located, count: 1...10_000))
    let windows = fields.value("window", .windows, default: [])
    self.init(
      repository: repository, asOf: asOf, days: days.map(\.value), allTime: allTime?.value)
    guard Self.areInOrder(days) else { return }
    let sums = Totals.sums(of: self.days)
    for (length, window) in windows { check(window, of: length, sums[min(length, sums.count - 1)]) }
    if let allTime { check(allTime, sums[sums.count - 1]) }
  }

  /// Whether the ages are 0, 1, 2, …; otherwise says what is wrong with them.
  private static func areInOrder(_ days: [Located<Day>]) -> Bool {
    let ages = days.map { $0.value.age }
    // An age that was refused already has another value than the one in the file.
    guard zip(ages, days).allSatisfy({ age, day in day.field.node["age"]?.int64 == Int64(age) })
    else { return false }
    if let index = ages.indices.dropFirst().first(where: { ages[$0] < ages[$0 - 1] }) {
      days[index].field.refuse(
        "age \(ages[index]) stands behind age \(ages[index - 1])",
        help: "sort the days from age 0 to the oldest")
      return false
    }
    var expected = 0
    for (age, day) in zip(ages, days) {
      if age < expected {
        day.field.refuse(
          "age \(age) stands there twice", help: "add the counts up in one entry")
      } else if age > expected {
        let missing =
          age == expected + 1
          ? "day of age \(expected) is" : "days of age \(expected) to \(age - 1) are"
        day.field.refuse(
          "the \(missing) missing before age \(age)",
          help: "a day without anything is {\"age\": \(expected), \"pullRequestsMerged\": 0, "
            + "\"numbersIssued\": 0, \"releases\": 0}")
      }
      expected = age + 1
    }
    return ages == Array(0..<ages.count)
  }

  /// A window is the sum of as many of the days.
  private func check(_ window: Located<Totals>, of length: Int, _ inDays: Totals) {
    for (key, what, count) in Totals.counts {
      let (written, found) = (window.value[keyPath: count], inDays[keyPath: count])
      guard written != found else { continue }
      window.refuse(
        key,
        "\(written) \(what) in \(counted(length, "day")), but perDayAge has \(found) up to age "
          + "\(min(length, days.count) - 1)",
        help: length > days.count
          ? "add the days up to age \(length - 1), or leave the window out"
          : "correct one of the two, or leave the window out")
    }
  }

  /// The days are part of the whole history, and every pull request has a number.
  private func check(_ allTime: Located<Totals>, _ inDays: Totals) {
    for (key, what, count) in Totals.counts {
      let (written, found) = (allTime.value[keyPath: count], inDays[keyPath: count])
      guard written < found else { continue }
      allTime.refuse(
        key, "\(written) \(what) ever, but perDayAge has \(found)",
        help: "the whole history has at least as many as the days of it in perDayAge")
    }
    let totals = allTime.value
    if totals.pullRequestsMerged > totals.numbersIssued {
      allTime.refuse(
        "numbersIssued",
        "\(totals.numbersIssued) numbers, but \(totals.pullRequestsMerged) of them "
          + "became merged pull requests",
        help: "pull requests and issues share one counter: its last number is the count")
    }
  }
}

extension Workload.Day {
  fileprivate init(_ fields: Fields) {
    age = fields.required("age", .integer(in: 0...100_000))
    pullRequestsMerged = fields.required("pullRequestsMerged", .integer(in: 0...1_000_000))
    numbersIssued = fields.required("numbersIssued", .integer(in: 0...1_000_000))
    releases = fields.required("releases", .integer(in: 0...1_000_000))
  }
}

extension Workload.Totals {
  fileprivate init(_ fields: Fields) {
    pullRequestsMerged = fields.required("pullRequestsMerged", .integer(in: 0...10_000_000))
    numbersIssued = fields.required("numbersIssued", .integer(in: 0...10_000_000))
    releases = fields.required("releases", .integer(in: 0...10_000_000))
  }

  /// The sums of the first 0, 1, 2, … days.
  fileprivate static func sums(of days: [Workload.Day]) -> [Self] {
    days.reduce(into: [Self(pullRequestsMerged: 0, numbersIssued: 0, releases: 0)]) { sums, day in
      var sum = sums[sums.count - 1]
      sum.pullRequestsMerged += day.pullRequestsMerged
      sum.numbersIssued += day.numbersIssued
      sum.releases += day.releases
      sums.append(sum)
    }
  }

  /// Every count with its key and its name.
  fileprivate static var counts: [(key: String, what: String, count: KeyPath<Self, Int>)] {
    [
      ("pullRequestsMerged", "merged pull requests", \.pullRequestsMerged),
      ("numbersIssued", "numbers issued", \.numbersIssued), ("releases", "releases", \.releases),
    ]
  }
}

extension Shape where Value == [(Int, Located<Workload.Totals>)] {
  /// Totals by the number of days they are of.
  fileprivate static var windows: Shape {
    let totals = Shape<Workload.Totals>.object(Workload.Totals.init)
    return Shape(
      "an object of windows", example: "{\"30\": \(totals.example)}", kinds: [.object], standIn: []
    ) { field in
      field.node.members.compactMap { member in
        guard let days = Int(member.key), 1...10_000 ~= days else {
          let key = JSONNode(.string(member.key), span: member.keySpan)
          Field(node: key, path: field.path, findings: field.findings).refuse(
            "\(VisibleText.quoted(member.key)) is no number of days",
            help: "a window is called by its days, for example \"30\"")
          return nil
        }
        let own = Field(
          node: member.value, path: .key(member.key, of: field.path), findings: field.findings)
        return totals.located.value(of: own).map { (days, $0) }
      }
    }
  }
}

extension Located<Workload.Totals> {
  /// Refuses one of its counts.
  fileprivate func refuse(_ key: String, _ message: String, help: String) {
    let node = field.node[key] ?? field.node
    Field(node: node, path: .key(key, of: field.path), findings: field.findings)
      .refuse(message, help: help)
  }
}

extension JSONNode {
  fileprivate var int64: Int64? {
    if case .number(let number) = value { number.int64 } else { nil }
  }
}
