import SimKernel

@testable import PipelineModel

/// What the app answers, and what becomes of its answers.
extension LabModel {
  /// A step's answer: its result, or its error in the words of the SDK.
  func answer(
    to error: Failing.Error?, of number: Int32, bytes: Int, _ index: Int, at end: SimTime
  ) -> Answer {
    let request = requests[index]
    guard let error else {
      return Answer(
        response: .step(step: number, value: number, bytes: bytes), detail: "206 StepRun")
    }
    let isOfRequest = settings.sdk == .python && error != .error
    if isOfRequest { return failedRequest(error, since: request.startedAt, at: end) }
    let isLast = request.attempt >= functions[request.function].settings.retries
    switch error {
    case .error:
      return Answer(
        response: .stepFailed(step: number, failure: .status(500), retriable: true),
        detail: isLast ? "206 StepFailed" : "206 StepError")
    case .nonRetriable:
      return Answer(
        response: .stepFailed(step: number, failure: .status(500), retriable: false),
        detail: "206 StepFailed")
    case .retryAfter(let delay):
      let rest = request.startedAt + delay - end - settings.responseLatency
      return Answer(
        response: .stepFailed(
          step: number, failure: .status(500), retriable: true, retryAfter: rest),
        detail: isLast ? "206 StepFailed" : "206 StepError")
    }
  }

  /// The whole request fails with an error that was made at a time.
  func failedRequest(_ error: Failing.Error, since: SimTime, at end: SimTime) -> Answer {
    switch error {
    case .error:
      return Answer(response: .threw(failure: .status(500), retriable: true), detail: "500")
    case .nonRetriable:
      return Answer(
        response: .threw(failure: .status(500), retriable: false), detail: "500 noretry")
    case .retryAfter(let delay):
      let rest = since + delay - end - settings.responseLatency
      return Answer(
        response: .threw(failure: .status(500), retriable: true, retryAfter: rest),
        detail: "500 retryafter")
    }
  }

  /// A step's work is over.
  mutating func finish(_ index: Int, _ schedule: inout Schedule<Event>) {
    guard let answer = requests[index].answer else { return }
    if let step = answer.step, !isHandler(requests[index].function) {
      add(.stepEnd, index, step: step, at: schedule.now)
    }
    guard !checkpoint(answer, index, at: schedule.now) else {
      drain(&schedule)
      return begin(index, &schedule)
    }
    send(answer, index, &schedule)
  }

  /// With checkpoints, a step's result is saved and the body goes on (engine-facts 6.2).
  private mutating func checkpoint(_ answer: Answer, _ index: Int, at now: SimTime) -> Bool {
    let request = requests[index]
    guard case .checkpoints = functions[request.function].execution,
      case .step(let step, let value, let bytes) = answer.response, request.attempt == 0,
      request.target < 0,
      engine.checkpoint(request.reference, step: step, value: value, bytes: bytes, at: now)
    else { return false }
    requests[index].journal.append(JournalEntry(value: value, step: step, state: .done))
    return true
  }

  /// The answer leaves the app, and so do the events that the step sent.
  mutating func send(_ answer: Answer, _ index: Int, _ schedule: inout Schedule<Event>) {
    requests[index].answer = answer
    add(.response, index, detail: answer.detail, at: schedule.now)
    for event in answer.sends {
      bus.append(event)
      schedule.after(settings.engine.eventLatency, .ingest(Int32(bus.count - 1)))
    }
    schedule.after(settings.responseLatency, .responseArrives(Int32(index)))
  }

  /// The answer reaches the engine, or the connection broke.
  mutating func respond(_ index: Int, at now: SimTime) {
    let request = requests[index]
    guard let answer = request.answer else { return }
    let isLost = settings.lostResponses.contains(responses)
    responses += 1
    engine.respond(
      to: request.reference, with: isLost ? .lost(.connection) : answer.response,
      waits: answer.waits, invocations: answer.invocations.map { received($0, at: now) },
      steps: answer.steps, at: now)
  }

  private func received(_ event: Bus, at now: SimTime) -> Bus {
    var event = event
    event.receivedAt = now
    return event
  }
}

extension LabSettings.SDK {
  /// A sleep's length as the SDK sends it (engine-facts 11).
  func wholeSeconds(_ duration: SimDuration) -> SimDuration {
    let second = SimDuration.seconds(1).microseconds
    let whole = duration.microseconds / second
    switch self {
    case .python: return .seconds(Int(whole))
    case .javaScript: return max(.seconds(Int(whole)), .seconds(1))
    }
  }
}
