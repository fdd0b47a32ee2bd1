import SimKernel

@testable import PipelineModel

/// A function under test, written as a list of steps with their durations and failures.
///
/// This is the vocabulary of the engine's tests. A function is what one would register with the
/// real engine, its body a straight line of steps:
///
///     LabFunction("worker", retries: 1, limits: [.init(name: "org", cap: 5, key: .a)]) {
///       LabStep.run("fetch", .milliseconds(500), fails: .onAttempts([0]))
///       LabStep.sleep(.seconds(4))
///       LabStep.send([.event(LabEvent.done)])
///     }
///
/// An event named like a function starts it; `EngineLab` plays triggers against the engine and
/// returns rows like those of the recordings.
struct LabFunction: Sendable {
  var settings: FunctionSettings
  var steps: [LabStep]
  /// The failure handler's body; `nil` is no handler.
  var onFailure: [LabStep]?
  /// Retries of the handler: 0 in the Python SDK, 1 in the JavaScript SDK (engine-facts 9.2).
  var onFailureRetries = 0
  /// How many step requests may run in one request (engine-facts 6.1, 6.2).
  var execution = Execution.perStep

  enum Execution: Sendable, Equatable {
    /// Every step is a request of its own.
    case perStep
    /// Steps follow one another in one request until it has lasted so long.
    case checkpoints(maxRuntime: SimDuration)
  }

  var name: String { settings.name }

  /// Creates a function; `@LabSteps` collects the body.
  init(
    _ name: String, retries: Int = 3, limits: [FunctionSettings.Limit] = [],
    throttle: FunctionSettings.Throttle? = nil, startTimeout: SimDuration = .zero,
    finishTimeout: SimDuration = .zero, cancelled by: UInt8? = nil,
    singleton: Singleton = .none, idempotency: SimDuration = .zero,
    onFailure: [LabStep]? = nil, @LabSteps _ steps: () -> [LabStep]
  ) {
    settings = FunctionSettings(name: name, triggers: [])
    settings.retries = retries
    settings.limits = limits
    settings.throttle = throttle
    settings.startTimeout = startTimeout
    settings.finishTimeout = finishTimeout
    if let by { settings.cancelOn = [.init(event: by, match: .a)] }
    if singleton != .none { settings.singleton = (singleton, .a) }
    if idempotency > .zero { settings.idempotency = (.a, idempotency) }
    self.onFailure = onFailure
    self.steps = steps()
  }
}

/// Collects steps; `for` loops and `if` are allowed.
@resultBuilder
enum LabSteps {
  static func buildExpression(_ step: LabStep) -> [LabStep] { [step] }
  static func buildBlock(_ parts: [LabStep]...) -> [LabStep] { parts.flatMap { $0 } }
  static func buildArray(_ parts: [[LabStep]]) -> [LabStep] { parts.flatMap { $0 } }
  static func buildOptional(_ part: [LabStep]?) -> [LabStep] { part ?? [] }
}

/// One line of a function's body.
indirect enum LabStep: Sendable {
  /// `step.run`: works for a while, in runs with a tag for another while, and returns or throws.
  case run(
    String, SimDuration = .zero, byTag: [Int32: SimDuration] = [:], fails: Failing = .never,
    bytes: Int = 0)
  /// `step.sendEvent`: its own request.
  case send([LabSend])
  /// `step.sleep`; cut or rounded to whole seconds as the SDK does.
  case sleep(SimDuration)
  /// `step.waitForEvent` on the run's own key, or on that key with the second field replaced.
  case wait(UInt8, index: Int32? = nil, timeout: SimDuration)
  /// Several runs, or several waits, at once.
  case parallel([LabStep])
  /// `step.invoke` of a function by name.
  case invoke(String)
  /// Code between the steps that throws; it runs in every request that comes so far.
  case throwOutside(Failing)
  /// Catches the error of the step, so that the function goes on.
  case catchError(LabStep)
}

/// When a step throws, and what.
struct Failing: Sendable {
  enum Error: Sendable, Equatable {
    /// An ordinary error.
    case error
    /// `NonRetriableError`.
    case nonRetriable
    /// `RetryAfterError`, counted from the start of the step.
    case retryAfter(SimDuration)
  }

  /// Attempts that fail, from 0; `nil` is all of them.
  var attempts: Set<Int>? = []
  /// Only in runs whose event has this tag.
  var tag: Int32?
  var error = Error.error

  static var never: Failing { Failing() }
  static var always: Failing { Failing(attempts: nil) }
  static func always(_ error: Error) -> Failing { Failing(attempts: nil, error: error) }
  static func onAttempts(_ attempts: Set<Int>, tag: Int32? = nil) -> Failing {
    Failing(attempts: attempts, tag: tag)
  }

  /// The error of an attempt in a run with a tag.
  func error(attempt: Int, tag own: Int32) -> Error? {
    guard attempts?.contains(attempt) ?? true, tag.map({ $0 == own }) ?? true else { return nil }
    return error
  }
}

/// An event that a step sends: it has the run's key, with the second field replaced if wanted.
struct LabSend: Sendable {
  enum Target: Sendable {
    case event(UInt8)
    case function(String)
  }

  var target: Target
  var index: Int32?

  static func event(_ name: UInt8, index: Int32? = nil) -> LabSend {
    LabSend(target: .event(name), index: index)
  }

  /// Starts a function so many times, at indices from 0.
  static func fanOut(_ function: String, _ count: Int) -> [LabSend] {
    (0..<Int32(count)).map { LabSend(target: .function(function), index: $0) }
  }
}

/// Events that are not triggers; a function's trigger is its place in the lab.
enum LabEvent {
  static var cancel: UInt8 { 100 }
  static var done: UInt8 { 101 }
  /// The event that starts the failure handler of the function at 0.
  static var firstFailure: UInt8 { 200 }
}

/// What a trigger carries besides its key.
struct LabPayload: Sendable, BitwiseCopyable {
  /// Which of several triggers it was: the recordings' `x`.
  var tag: Int32
}
