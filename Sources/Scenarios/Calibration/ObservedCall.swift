import PipelineModel

/// A call or step whose durations can be observed, and the lever that they are for.
struct ObservedCall: Sendable, Equatable {
  /// How observations name it.
  let name: String
  /// The lever that says how long it takes.
  let lever: String
  /// The wire on which a fault makes it fail; nil when no fault can say that.
  let wire: Wire?

  static let all: [ObservedCall] =
    [
      ObservedCall(name: "connection", lever: "wire.connections", wire: .connection),
      ObservedCall(name: "token", lever: "wire.connections", wire: .token),
      ObservedCall(name: "fetch", lever: "wire.fetch", wire: .fetch),
      ObservedCall(name: "post", lever: "wire.post", wire: .post),
      ObservedCall(name: "send-event", lever: "wire.send-event", wire: .sendEvent),
      ObservedCall(name: "queue-delivery", lever: "wire.queue-delivery", wire: .ingress),
      ObservedCall(name: "publish", lever: "wire.publish", wire: .publish),
      ObservedCall(name: "ingress-step", lever: "wire.ingress-step", wire: .ingressStep),
      ObservedCall(name: "operator", lever: "wire.operator", wire: nil),
    ]
    + [
      "engine.request-overhead", "engine.event-latency", "engine.cancel-latency",
      "engine.timeout-latency", "engine.failure-latency", "connections.link-delay",
      "connections.teardown-step", "queue.redelivery-delay", "capture.light-step",
      "capture.classify", "capture.embed", "capture.database-step",
    ].map { ObservedCall(name: $0, lever: $0, wire: nil) }

  /// The place in `all` of a call by its name, its lever, or the name of a step that is one call.
  static func index(of text: String) -> Int? {
    all.firstIndex { $0.name == text } ?? all.firstIndex { $0.lever == text }
      ?? steps.first { text.hasPrefix($0.prefix) }.flatMap { step in
        all.firstIndex { $0.name == step.call }
      }
  }

  /// Steps of the app that are a single call, by the beginnings of their names.
  private static let steps = [
    (prefix: "get-connection", call: "connection"), (prefix: "get-token", call: "token"),
    (prefix: "fetch-pull_request-p", call: "fetch"), (prefix: "fetch-issue-p", call: "fetch"),
    (prefix: "fetch-release-p", call: "fetch"), (prefix: "fetch-deployment-p", call: "fetch"),
    (prefix: "notify-completion", call: "send-event"),
    (prefix: "notify-failure", call: "send-event"),
    (prefix: "fan-out-entity-workers", call: "send-event"),
  ]

  /// What to do about a name that is no call's.
  static func help(on text: String) -> String {
    if text.hasPrefix("dispatch-") {
      return "a dispatch step is up to 100 posts one after another; observe them as \"post\""
    }
    let names = all.map(\.name)
    return Suggestion.question(for: text, in: names)
      ?? "the calls are \(names.joined(separator: ", "))"
  }

  /// Whether the model answers this status by itself, so that a fault would count it twice.
  func isModelled(status: Int) -> Bool {
    wire == .fetch && [401, 403, 429].contains(status)
  }
}
