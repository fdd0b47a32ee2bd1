import PipelineModel
import SimKernel

/// The effects of a fault, by their keys.
enum FaultEffectKey: String, CaseIterable {
  case status, statusAfterWork, lose, hang, slow, crash, deliverTwice, headers

  /// What stands behind it.
  fileprivate var shape: Shape<Fault.Effect> {
    switch self {
    case .status: Shape<Int>.httpError.map { .status($0) }
    case .statusAfterWork: Shape<Int>.httpError.map { .statusAfterWork($0) }
    case .lose: .word("request", .lostRequest, or: "reply", .lostReply)
    case .hang: .only(true, .hang)
    case .slow: Shape<SimDuration>.time.map { .slow($0) }
    case .crash: .word("before", .crashBefore, or: "after", .crashAfter)
    case .deliverTwice: .only(true, .deliveredTwice)
    case .headers: Shape<Fault.HeaderTrouble>.choice.map { .headers($0) }
    }
  }
}

extension Fault.Effect {
  /// Its key, and what stands behind it.
  var member: (key: FaultEffectKey, value: String) {
    switch self {
    case .status(let status): (.status, "\(status)")
    case .statusAfterWork(let status): (.statusAfterWork, "\(status)")
    case .lostRequest: (.lose, "\"request\"")
    case .lostReply: (.lose, "\"reply\"")
    case .hang: (.hang, "true")
    case .slow(let time): (.slow, "\"\(time)\"")
    case .crashBefore: (.crash, "\"before\"")
    case .crashAfter: (.crash, "\"after\"")
    case .deliveredTwice: (.deliverTwice, "true")
    case .headers(let trouble): (.headers, "\"\(trouble.rawValue)\"")
    }
  }
}

extension Shape where Value == FaultRule {
  /// One fault with the place where it is written.
  static func rule(in names: WorldNames, _ sources: [SourceText]) -> Shape {
    let fault = Shape<Fault>.fault(in: names)
    let standIn = FaultRule(Fault(wire: .fetch, effect: .lostRequest))
    return Shape(
      fault.expected, example: fault.example, kinds: [.object], standIn: standIn
    ) { field in
      let source = sources[Int(field.node.span.file)]
      let position = source.position(at: field.node.span.range.lowerBound)
      let place = Expectation.Place(
        path: source.path, line: position.line, column: position.column)
      return fault.value(of: field).map { FaultRule($0, at: place) }
    }
  }
}

extension Shape where Value == Fault {
  /// One fault: its wire, what it strikes, when, and what it does.
  static func fault(in names: WorldNames) -> Shape {
    .object { fields in
      let wire = fields.required("wire", .choice(Wire.allCases, named: \.name))
      var target = Fault.Target()
      target.installation = fields.optional("installation", .installation(in: names))
      target.repository = fields.optional("repository", .repository(in: names))
      target.entityType = fields.optional("entityType", .entityType)
      target.pages = fields.optional("pages", .numbers)
      target.items = fields.optional("items", .numbers)
      target.attempts = fields.optional("attempts", .numbers)
      target.rounds = fields.optional("rounds", .numbers)
      target.caller = caller(fields)
      target.step = step(fields)
      let trigger = trigger(fields)
      let effect = fields.oneOf(FaultEffectKey.allCases.map { ($0.rawValue, $0.shape) })
      for key in ["pages", "items"]
      where fields.has(key) && fields.has("wire") && !wire.isOfPages
        && !(wire == .engineRequest && target.caller ?? .capture == .capture)
      {
        fields.refuse(
          key, "calls on the wire \(wire.name) belong to no page",
          help: "the wire is one of \(wires(where: \.isOfPages))")
      }
      if fields.has("wire") { fields.checkMaker(of: wire, target) }
      if effect == .deliveredTwice, fields.has("wire"), !wire.mayDeliverTwice {
        fields.refuse(
          "deliverTwice", "only the queue and the provider deliver a message twice",
          help: "the wire is one of \(wires(where: \.mayDeliverTwice))")
      }
      if case .headers = effect, fields.has("wire"), wire != .fetch {
        fields.refuse(
          "headers", "only the provider's pages have headers that matter",
          help: "the wire is fetch")
      }
      let mayMiss = fields.value("mayMiss", .bool, default: false)
      return Fault(
        wire: wire, target: target, trigger: trigger, effect: effect, mayMiss: mayMiss)
    }
  }

  /// The names of some wires.
  private static func wires(where isMeant: (Wire) -> Bool) -> String {
    Wire.allCases.filter(isMeant).map(\.name).joined(separator: ", ")
  }

  /// Who makes the call: any caller, or one that is a function.
  private static func caller(_ fields: Fields) -> Fault.Caller? {
    let caller = fields.optional("caller", .choice(Fault.Caller.allCases, named: \.name))
    let functions = FunctionKind.allCases.map { Fault.Caller($0) }
    let function = fields.optional("function", .choice(functions, named: \.name))
    if fields.has("caller"), fields.has("function") {
      fields.refuse(
        "function", "\"function\" and \"caller\" exclude each other",
        help: "a function is a caller: keep one of the two")
    }
    return caller ?? function
  }

  /// The step that makes the call, by the name that expectations give it or by the code's.
  private static func step(_ fields: Fields) -> StepName? {
    fields.optional("step", .step(among: StepName.allCases.filter(\.makesCalls)))
  }

  private static func trigger(_ fields: Fields) -> Fault.Trigger {
    let nth = fields.optional("nth", .numbers)
    let window = fields.optional("window", .interval)
    let probability = fields.optional("probability", .perMillion)
    let given = ["nth", "window", "probability"].filter(fields.has)
    if given.count > 1 {
      fields.refuse(
        given[1], "\"\(given[1])\" and \"\(given[0])\" exclude each other",
        help: "keep one of nth, window and probability")
    }
    if let nth { return .nth(nth) }
    if let (from, to) = window { return .window(from: .zero + from, to: .zero + to) }
    return probability.map { .probability(perMillion: $0) } ?? .always
  }
}

extension Shape where Value == StepName {
  /// One of some steps, by the name that expectations give it or by the code's.
  static func step(among steps: [StepName]) -> Shape {
    let words = NameIndex(steps.map { "\($0)" } + steps.map(\.spelling))
    return Shape(
      "the name of a step", example: "\"\(words.names[0])\"", kinds: [.string],
      standIn: steps[0]
    ) { field in
      guard case .string(let text) = field.node.value else { return nil }
      if let place = words.place(of: text) { return steps[place % steps.count] }
      field.refuse(
        "there is no step \(VisibleText.quoted(text)) here",
        help: words.help(on: text, "the steps are", orElse: "remove it"))
      return nil
    }
  }
}

extension Shape where Value == Int {
  fileprivate static var httpError: Shape { .integer(in: 300...599) }

  /// A probability in parts per million.
  fileprivate static var perMillion: Shape {
    let share = Shape<Double>.probability
    return Shape(share.expected, example: share.example, kinds: [.number, .string], standIn: 0) {
      field in
      guard let value = share.value(of: field) else { return nil }
      let parts = (value * 1_000_000).rounded()
      guard abs(parts - value * 1_000_000) < 1e-6 else {
        field.refuse(
          "the probability is finer than one in a million", help: "round it to six decimals")
        return nil
      }
      return Int(parts)
    }
  }
}

extension Shape where Value == Fault.Effect {
  /// One of two words, each for its effect.
  fileprivate static func word(
    _ word: String, _ effect: Fault.Effect, or otherWord: String, _ other: Fault.Effect
  ) -> Shape {
    Shape<String>.word(of: [word, otherWord]).map { $0 == word ? effect : other }
  }

  /// A key that is only ever written with this flag.
  fileprivate static func only(_ flag: Bool, _ effect: Fault.Effect) -> Shape {
    Shape("\(flag)", example: "\(flag)", kinds: [.bool], standIn: effect) { field in
      guard field.node.value == .bool(flag) else {
        field.refuse("expected \(flag), found \(field.node.found)", help: "or remove the key")
        return nil
      }
      return effect
    }
  }
}
