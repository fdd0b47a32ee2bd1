import PipelineModel
import SimKernel

/// The calls of a run in which nothing goes wrong, and how a fault finds each of them.
struct HuntCalls: Sendable {
  /// In the order they are made.
  let records: [CallRecord]
  /// Which call with its target it is, from 1.
  private let ordinals: [Int]
  /// How many calls with its target were made before its instant.
  private let earlier: [Int]
  /// Where in the protocol each stands: who calls, in which step.
  let places: [String]

  private struct Key: Hashable {
    let wire: Wire
    let caller: Fault.Caller?
    let installation: Int32
    let unit: UnitOfWork
    let page: Int32
    let item: Int32
    let round: Int32
    let step: StepName?
  }

  /// O(calls).
  init(_ records: [CallRecord]) {
    self.records = records
    var met: [Key: (count: Int, before: Int, at: SimTime)] = [:]
    var (ordinals, earlier): ([Int], [Int]) = ([], [])
    for call in records {
      let key = Key(
        wire: call.wire, caller: call.caller, installation: call.installation, unit: call.unit,
        page: call.page, item: call.item, round: call.round, step: call.target.step)
      var entry = met[key] ?? (0, 0, call.at)
      if entry.at < call.at { (entry.before, entry.at) = (entry.count, call.at) }
      entry.count += 1
      met[key] = entry
      ordinals.append(entry.count)
      earlier.append(entry.before)
    }
    (self.ordinals, self.earlier) = (ordinals, earlier)
    places = Self.places(of: records)
  }

  private struct Requester: Hashable {
    let caller: Fault.Caller?
    let installation: Int32
    let unit: UnitOfWork
    let round: Int32
    let item: Int32
    let page: Int32

    init(_ call: CallRecord) {
      (caller, installation, unit, round) = (call.caller, call.installation, call.unit, call.round)
      // A capture is about one item; a worker's requests are about none.
      (item, page) = call.caller == .capture ? (call.item, call.page) : (0, 0)
    }
  }

  /// A request is at the step whose call follows it; other calls know their step.
  private static func places(of records: [CallRecord]) -> [String] {
    var following: [Requester: StepName] = [:]
    var places = [String](repeating: "", count: records.count)
    for index in records.indices.reversed() {
      let call = records[index]
      let requester = Requester(call)
      if call.wire == .engineRequest {
        places[index] = place(of: call, before: following.removeValue(forKey: requester))
      } else {
        places[index] = place(of: call, before: nil)
        if call.caller != nil { following[requester] = call.step.name }
      }
    }
    return places
  }

  /// Where one call stands, without looking at all others.
  static func place(of index: Int, in records: [CallRecord]) -> String {
    let call = records[index]
    guard call.wire == .engineRequest else { return place(of: call, before: nil) }
    let requester = Requester(call)
    let next = records[(index + 1)...].first { other in
      Requester(other) == requester && (other.wire == .engineRequest || other.caller != nil)
    }
    return place(of: call, before: next.flatMap { $0.wire == .engineRequest ? nil : $0.step.name })
  }

  private static func place(of call: CallRecord, before step: StepName?) -> String {
    let caller = call.caller?.name ?? ""
    switch call.wire {
    case .engineRequest:
      let number = call.caller == .capture ? "request \(call.step.index)" : "no call"
      return "\(caller), \(step?.word ?? number)"
    case .ingressStep, .capture: return call.step.name.word
    case .sendEvent: return caller
    default: return ""
    }
  }

  /// How many calls its target matched before the instant of a call.
  func met(before call: Int) -> Int { earlier[call] }

  /// The fault that strikes a call: once, always from then on, or all but the last time of so many.
  func fault(
    _ call: Int, _ effect: Fault.Effect, _ span: HuntSite.Span, of strikes: Int = 1
  ) -> Fault {
    let record = records[call]
    let ordinal = ordinals[call]
    let trigger: Fault.Trigger =
      switch span {
      case .first: .nth(ordinal...ordinal)
      case .allButLast: .nth(ordinal...max(ordinal, ordinal + strikes - 2))
      case .every: ordinal == 1 ? .always : .nth(ordinal...Self.last)
      }
    return Fault(wire: record.wire, target: record.target, trigger: trigger, effect: effect)
  }

  /// The largest number that a scenario file takes for a call.
  private static let last = 10_000_000
}

extension StepName {
  /// Its name without what makes it unique: `notify-completion`.
  var word: String { Self.words[Int(rawValue)] }

  private static let words = allCases.map(spelled)

  private static func spelled(_ name: StepName) -> String {
    var (word, wasUpper) = ("", false)
    for letter in "\(name)" {
      if letter.isUppercase, !wasUpper { word += "-" }
      word += letter.lowercased()
      wasUpper = letter.isUppercase
    }
    return word
  }
}
