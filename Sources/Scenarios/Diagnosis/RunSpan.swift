import PipelineModel
import SimKernel

/// One attempt of a step as the engine's trace shows it.
struct RunSpan: Sendable, Equatable {
  var name: String
  /// What the engine calls it, such as `StepRun`, `Sleep`, `WaitForEvent`; empty where untold.
  var operation: String
  /// From 0, as the engine counts.
  var attempt: Int
  var queuedAt: SimTime?
  var startedAt: SimTime?
  var endedAt: SimTime?
  var isFailed: Bool
  /// Whether the app told the engine when to try again.
  var tellsDelay: Bool

  /// Whether it only waits.
  var isSleep: Bool { operation.lowercased().contains("sleep") }
}

extension [RunSpan] {
  /// The first span that the engine cannot have made after those before it, and why; nil when it can
  /// have made them all.
  ///
  /// The spans are in the order in which they started. What the engine decides is checked: the order
  /// of attempts, its backoff, that a finished step is not run again. Latencies may be any.
  func firstImpossible(
    from created: SimTime, until ended: SimTime?
  ) -> (place: Int, message: String, help: String)? {
    for (place, span) in enumerated() {
      // What has no name cannot be told from another step.
      let before = self[..<place].last { !span.name.isEmpty && $0.name == span.name }
      guard
        let found = span.contradiction(created, ended) ?? span.contradiction(after: before)
      else { continue }
      return (place, "\(VisibleText.quoted(span.name)) \(found.0)", found.1)
    }
    return nil
  }
}

extension RunSpan {
  /// Clocks of an app and of the engine differ by so much.
  private static let slack = SimDuration.milliseconds(50)

  /// What contradicts its run.
  fileprivate func contradiction(_ created: SimTime, _ ended: SimTime?) -> (String, String)? {
    let times = [queuedAt, startedAt, endedAt].compactMap(\.self)
    if zip(times, times.dropFirst()).contains(where: { $0 > $1 }) {
      return ("is queued, started and ended in another order", "check its instants")
    }
    if let first = times.first, first + Self.slack < created {
      return ("begins before its run was made", "check its instants")
    }
    if let ended, let startedAt, startedAt > ended + Self.slack {
      return ("starts after its run had ended", "check the run's ended_at")
    }
    return nil
  }

  /// What contradicts the attempt before it.
  fileprivate func contradiction(after before: RunSpan?) -> (String, String)? {
    guard let before else {
      return attempt == 0 ? nil : ("begins with attempt \(attempt)", "the first attempt is 0")
    }
    guard before.isFailed else {
      return ("runs again although it had succeeded", "the engine keeps what a step returned")
    }
    guard attempt == before.attempt + 1 else {
      let help = "an attempt is one more than the one before it"
      return ("has attempt \(attempt) after attempt \(before.attempt)", help)
    }
    guard !before.tellsDelay, let last = before.endedAt, let startedAt else { return nil }
    let delays = Profile(.asBuilt).engine.backoff
    let least = delays[min(attempt, delays.count) - 1]
    guard startedAt - last + Self.slack < least else { return nil }
    let gap = (startedAt - last).rounded
    let help = "the engine waits \(least.rounded) or more before attempt \(attempt)"
    return ("is tried again after \(gap)", help)
  }
}

extension Shape where Value == [RunSpan] {
  /// The spans of a run that was made and ended at these instants, each of which the engine can
  /// have made.
  static func spans(from created: SimTime, until ended: SimTime?) -> Shape {
    Shape("an array of spans", example: "[]", kinds: [.array], standIn: []) { field in
      guard case .array(let nodes) = field.node.value else { return nil }
      func place(_ index: Int) -> Field {
        Field(
          node: nodes[index], path: .index(index, of: field.path), findings: field.findings)
      }
      let read = nodes.indices.compactMap { Shape<RunSpan>.span.value(of: place($0)) }
      guard read.count == nodes.count else { return nil }
      let order = read.indices.sorted {
        (read[$0].startedAt ?? read[$0].queuedAt ?? created, $0) < (
          read[$1].startedAt ?? read[$1].queuedAt ?? created, $1
        )
      }
      let spans = order.map { read[$0] }
      guard let found = spans.firstImpossible(from: created, until: ended) else { return spans }
      place(order[found.place]).refuse(found.message, help: found.help)
      return nil
    }
  }
}

extension Shape where Value == RunSpan {
  fileprivate static var span: Shape {
    .object { fields in
      let status = fields.value("status", .string(length: 0...50), default: "").lowercased()
      return RunSpan(
        name: fields.value("name", .string(length: 0...200), default: ""),
        operation: fields.value("op", .string(length: 0...50), default: ""),
        attempt: fields.value("attempt", .integer(in: 0...100), default: 0),
        queuedAt: fields.optional("queuedAt", Shape<SimTime>.instant),
        startedAt: fields.optional("startedAt", Shape<SimTime>.instant),
        endedAt: fields.optional("endedAt", Shape<SimTime>.instant),
        isFailed: ["failed", "errored", "error"].contains(status),
        tellsDelay: fields.value("error", .string(length: 0...10_000), default: "")
          .contains("RetryAfter"))
    }
  }
}
