import PipelineModel
import SimKernel

extension Shape where Value == Fleet {
  /// The section `fleet`.
  static func fleet(_ workloads: [SourceSpan: Workload]) -> Shape {
    .object { fields in
      let fleet = Fleet(
        connections: fields.required("connections", .integer(in: 1...100_000)),
        over: fields.required("over", .span),
        arrivals: fields.value("arrivals", .arrivals, default: .poisson),
        mix: fields.required("mix", .array(of: .kind(workloads), count: 1...1000)),
        retrigger: fields.optional("retrigger", .retrigger))
      if case .hourly = fleet.arrivals, fleet.over.microseconds % 86_400_000_000 != 0 {
        fields.refuse(
          "arrivals", "hours of the day need whole days, and \"over\" is \(fleet.over)",
          help: "write whole days, for example \"over\": \"30d\"")
      }
      checkSize(of: fleet, fields)
      return fleet
    }
  }

  /// Refuses a fleet that alone is larger than the model takes.
  private static func checkSize(of fleet: Fleet, _ fields: Fields) {
    func check(_ largest: Int, _ what: String, _ most: Int) {
      guard largest > 0, fleet.connections > most / largest else { return }
      fields.refuse(
        "connections",
        "\(fleet.connections) connections of up to \(largest) \(what) are more than \(most) \(what)",
        help: "write at most \(max(1, most / largest)) connections, or fewer repositories")
    }
    check(fleet.mix.map(\.mostItems).max() ?? 0, "items", ModelBound.items)
    check(
      fleet.mix.map(\.repositories.upperBound).max() ?? 0, "repositories",
      ModelBound.repositories)
  }
}

extension Shape where Value == SimDuration {
  /// A time in which things happen: not zero.
  fileprivate static var span: Shape {
    Shape<Int64>.duration(in: 1...Distribution.maximum.microseconds)
      .map(SimDuration.init(microseconds:))
  }
}

extension Shape where Value == Fleet.Arrivals {
  /// `"poisson"`, `"even"`, or the weights of the hours of a day.
  fileprivate static var arrivals: Shape {
    let word = Shape<String>.choice(["poisson", "even"], named: { $0 })
      .map { $0 == "even" ? Fleet.Arrivals.even : .poisson }
    let weights = Shape<[Int]>.array(of: .integer(in: 0...1_000_000), count: 24...24)
    let hourly = Shape<Fleet.Arrivals>.object { fields in
      let hours = fields.required("hours", weights)
      if !hours.isEmpty, !hours.contains(where: { $0 > 0 }) {
        fields.refuse(
          "hours", "all 24 weights are 0", help: "give at least one hour a weight")
      }
      return .hourly(hours)
    }
    return .either(word, hourly)
  }
}

extension Shape where Value == Fleet.Kind {
  fileprivate static func kind(_ workloads: [SourceSpan: Workload]) -> Shape {
    .object { fields in
      let items = fields.required("items", .items(workloads))
      return Fleet.Kind(
        share: fields.value("share", .integer(in: 1...1_000_000), default: 1),
        repositories: fields.value("repositories", .counts, default: 1...1),
        items: items.groups,
        firstNumber: fields.value("firstNumber", .numbers, default: 1...items.firstNumber),
        provider: fields.value(
          "provider", .choice(ProviderName.allCases, named: \.name), default: .github),
        workspaces: fields.value("workspaces", .integer(in: 0...1000), default: 1),
        depth: fields.optional("depth", .integer(in: 1...10_000)))
    }
  }
}

extension Shape where Value == ClosedRange<Int> {
  /// A number of repositories, or the least and the most: `5` or `[1, 20]`.
  fileprivate static var counts: Shape {
    Shape.numbers.checked { range in
      range.upperBound <= 10_000
        ? nil
        : ValueProblem(
          "\(range.upperBound) repositories are more than 10000",
          help: "write at most 10000 for each connection")
    }
  }
}

extension Shape where Value == TriggerAgain {
  fileprivate static var retrigger: Shape {
    .object { fields in
      TriggerAgain(
        after: fields.required("after", .span),
        atMost: fields.value("atMost", .integer(in: 0...1000), default: 1))
    }
  }
}
