import PipelineModel
import SimKernel

extension Shape where Value == [LeverSetting] {
  /// The section `levers`: values by the levers' dotted names.
  static var leverSettings: Shape {
    Shape(
      "an object of levers", example: "{\"worker.finish-timeout\": \"30m\"}", kinds: [.object],
      standIn: []
    ) { field in
      Lever.members(of: field).compactMap { lever, own in
        guard let value = Shape<LeverValue>.lever(lever.kind).value(of: own) else { return nil }
        // A list whose spans were refused is empty, which says nothing of its own.
        if value == .durations([]) { return nil }
        return LeverSetting(lever.name, value, at: own)
      }
    }
  }
}

extension Lever {
  /// The levers that the keys of an object name, with their values; unknown ones are refused.
  static func members(of field: Field) -> [(lever: Lever, value: Field)] {
    field.node.members.compactMap { member in
      let key = Field(
        node: JSONNode(.string(member.key), span: member.keySpan), path: field.path,
        findings: field.findings)
      let value = Field(
        node: member.value, path: .key(member.key, of: field.path), findings: field.findings)
      return named(member.key, at: key).map { ($0, value) }
    }
  }

  /// The lever with this name; an unknown one is refused at its place.
  static func named(_ name: String, at field: Field) -> Lever? {
    if let lever = named(name) { return lever }
    field.refuse(
      "there is no lever \(VisibleText.quoted(name))",
      help: Suggestion.question(for: name, in: Lever.all.map(\.name))
        ?? "'simrun levers' lists them")
    return nil
  }
}

extension LeverSetting {
  /// A value read at a place; one that the lever does not take is refused there.
  init?(_ name: String, _ value: LeverValue, at field: Field) {
    guard let setting = LeverSetting(name, value) else {
      field.refuse(
        "the lever does not take \(value.text)",
        help: Lever.named(name)?.taken ?? "")
      return nil
    }
    self = setting
  }
}

extension Shape where Value == LeverValue {
  /// A value of a lever of this kind.
  static func lever(_ kind: Lever.Kind) -> Shape {
    switch kind {
    case .count(let range): Shape<Int>.integer(in: range).map { .count($0) }
    case .duration: Shape<SimDuration>.time.map { .duration($0) }
    case .durations:
      Shape<[SimDuration]>.array(of: .time, count: 1...100).map { .durations($0) }
    case .flag: Shape<Bool>.bool.map { .flag($0) }
    case .choice(let words): Shape<String>.word(of: words).map { .choice($0) }
    case .bytes: Shape<Int64>.size(in: 0...1 << 30).map { .bytes(Int($0)) }
    case .rate: Shape<PipelineModel.Rate>.ratePerPeriod.map { .rate($0) }
    case .distribution: Shape<Distribution>.distribution.map { .distribution($0) }
    }
  }
}

extension Shape where Value == PipelineModel.Rate {
  /// A rate as the model has it.
  static var ratePerPeriod: Shape { Shape<Rate>.rate.map { PipelineModel.Rate($0) } }
}

extension PipelineModel.Rate {
  init(_ rate: Rate) {
    self.init(count: Int(rate.count), period: SimDuration(microseconds: rate.microseconds))
  }
}

extension Shape where Value == Distribution {
  /// A duration for a constant, or one of the keys of a distribution.
  static var distribution: Shape {
    .either(
      Shape<SimDuration>.time.map { .constant($0) },
      .object { fields in
        fields.oneOf([
          "uniform": Shape<(SimDuration, SimDuration)>.interval.map { .uniform($0.0, $0.1) },
          "exponential": Shape<SimDuration>.time.map { .exponential(mean: $0) },
          "lognormal": .lognormal,
          "empirical": .empirical,
        ])
      })
  }

  private static var lognormal: Shape {
    .object { fields in
      .lognormal(
        median: fields.required("median", .time),
        sigma: fields.required("sigma", .double(in: 0...10)))
    }
  }

  /// Quantiles, such as `[{"share": 0, "value": "1ms"}, …]`, from share 0 to share 1.
  private static var empirical: Shape {
    let quantile = Shape<Quantile>.object { fields in
      Quantile(
        fields.required("share", .double(in: 0...1)), fields.required("value", .time))
    }
    let list = Shape<[Quantile]>.array(of: quantile, count: 2...1000)
    return Shape(
      "quantiles", example: "[{\"share\": 0, \"value\": \"1ms\"}, …]", kinds: [.array],
      standIn: .constant(.zero)
    ) { field in
      guard let quantiles = list.value(of: field) else { return nil }
      do {
        return try Distribution.empirical(checking: quantiles)
      } catch {
        field.refuse(
          "the quantiles describe no distribution",
          help: "shares rise from 0 to 1 and values never fall")
        return nil
      }
    }
  }
}
