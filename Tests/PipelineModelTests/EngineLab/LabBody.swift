import SimKernel

@testable import PipelineModel

/// The app: it executes a function's body in each request, as the SDK does.
extension LabModel {
  /// Where the body got to in a request.
  private enum Progress {
    case goOn
    case answer(Answer)
    /// A step is under way and ends later.
    case work(Answer, SimDuration)
  }

  mutating func begin(_ index: Int, _ schedule: inout Schedule<Event>) {
    let isFirst = requests[index].answer == nil
    if isFirst {
      requests[index].startedAt = schedule.now
      add(isOfHandler(index) ? .onFailureEnter : .fnEnter, index, at: schedule.now)
    }
    var number: Int32 = 0
    for step in functions[requests[index].function].steps {
      switch pass(step, &number, index, catches: false, at: schedule.now) {
      case .goOn: continue
      case .answer(let answer): return send(answer, index, &schedule)
      case .work(let answer, let duration):
        requests[index].answer = answer
        schedule.after(duration, .workEnds(Int32(index)))
        return
      }
    }
    if !isOfHandler(index) { add(.fnEnd, index, at: schedule.now) }
    send(Answer(response: .returned(1), detail: "200"), index, &schedule)
  }

  private func isOfHandler(_ index: Int) -> Bool { isHandler(requests[index].function) }

  /// The step's result; mostly it stands where it was executed.
  private func entry(_ number: Int32, _ index: Int) -> JournalEntry<Int32>? {
    let place = Int(number)
    if place < requests[index].journal.count, requests[index].journal[place].step == number {
      return requests[index].journal[place]
    }
    return requests[index].journal.first { $0.step == number }
  }

  /// Executes one line of the body; `number` counts the steps.
  private mutating func pass(
    _ step: LabStep, _ number: inout Int32, _ index: Int, catches: Bool, at now: SimTime
  ) -> Progress {
    switch step {
    case .catchError(let inner): return pass(inner, &number, index, catches: true, at: now)
    case .parallel(let steps): return together(steps, &number, index, at: now)
    case .throwOutside(let failing): return throwOutside(failing, index, at: now)
    default: break
    }
    defer { number += 1 }
    if let done = entry(number, index) {
      return memoized(step, done, index, catches: catches, at: now)
    }
    return execute(step, number, index, at: now)
  }

  /// The step has ended in an earlier request.
  private mutating func memoized(
    _ step: LabStep, _ done: JournalEntry<Int32>, _ index: Int, catches: Bool, at now: SimTime
  ) -> Progress {
    if case .wait = step {
      add(.waitResult, index, detail: done.state == .done ? "true" : "false", at: now)
    }
    if case .invoke = step, done.state != .failed { add(.invokeOK, index, at: now) }
    guard done.state == .failed else { return .goOn }
    if catches {
      add(.caught, index, at: now)
      return .goOn
    }
    return .answer(
      Answer(response: .threw(failure: done.failure, retriable: false), detail: "500 noretry"))
  }

  private mutating func execute(
    _ step: LabStep, _ number: Int32, _ index: Int, at now: SimTime
  ) -> Progress {
    let request = requests[index]
    if case .checkpoints(let limit) = functions[request.function].execution,
      request.answer != nil, now - request.startedAt >= limit
    {
      return .answer(Answer(response: .goesOn, detail: "206"))
    }
    switch step {
    case .run(let name, let usual, let byTag, let failing, let bytes):
      let duration = byTag[request.event.payload.tag] ?? usual
      if isOfHandler(index) {
        add(.onFailureStep, index, at: now)
      } else {
        add(.stepStart, index, step: name, at: now)
      }
      let error = failing.error(attempt: request.attempt, tag: request.event.payload.tag)
      var answer = answer(to: error, of: number, bytes: bytes, index, at: now + duration)
      answer.step = name
      return .work(answer, duration)
    case .send(let sends):
      let (taken, status) = engine.admission(of: sends.count)
      let error: Failing.Error? = status == 200 ? nil : .error
      var answer = answer(to: error, of: number, bytes: 0, index, at: now)
      answer.sends = sends.prefix(taken).map { event($0, index, at: now) }
      return .answer(answer)
    case .sleep(let duration):
      let until = now + settings.responseLatency + settings.sdk.wholeSeconds(duration)
      return .answer(Answer(response: .sleep(step: number, until: until), detail: "206 Sleep"))
    case .wait:
      return .answer(
        Answer(
          response: .waits, waits: [wait(step, index)], steps: [number],
          detail: "206 WaitForEvent"))
    case .invoke(let name):
      let function = self.index(of: name)
      var event = request.event
      event.name = function
      return .answer(
        Answer(
          response: .invoke(function: function), invocations: [event], steps: [number],
          detail: "206 InvokeFunction"))
    case .parallel, .throwOutside, .catchError:
      preconditionFailure("A group is not a step.")
    }
  }

  private func event(_ send: LabSend, _ index: Int, at now: SimTime) -> Bus {
    let own = requests[index].event
    var event = own
    event.id = 0
    event.receivedAt = now
    event.key.b = send.index ?? own.key.b
    if let index = send.index { event.payload.tag = index }
    switch send.target {
    case .event(let name): event.name = name
    case .function(let name): event.name = self.index(of: name)
    }
    return event
  }

  private func wait(_ step: LabStep, _ index: Int) -> EngineWait {
    guard case .wait(let name, let place, let timeout) = step else {
      preconditionFailure("Waits and steps do not mix in one group.")
    }
    var key = requests[index].event.key
    key.b = place ?? key.b
    return EngineWait(
      event: name, key: key, mask: place == nil ? .a : [.a, .b], timeout: timeout)
  }

  /// A group: planned in one request, executed one step a request, left together.
  private mutating func together(
    _ steps: [LabStep], _ number: inout Int32, _ index: Int, at now: SimTime
  ) -> Progress {
    let first = number
    let count = Int32(steps.count)
    number += count
    let target = requests[index].target
    if (first..<first + count).contains(target) {
      return execute(steps[Int(target - first)], target, index, at: now)
    }
    let isOver = requests[index].journal.contains { $0.step == first }
    if isOver {
      for (offset, step) in steps.enumerated() {
        guard let done = entry(first + Int32(offset), index) else { continue }
        let progress = memoized(step, done, index, catches: false, at: now)
        guard case .goOn = progress else { return progress }
      }
      return .goOn
    }
    if case .wait = steps[0] {
      return .answer(
        Answer(
          response: .waits, waits: steps.map { wait($0, index) },
          steps: Array(first..<first + count),
          detail: "206 WaitForEvent×\(count)"))
    }
    return .answer(
      Answer(response: .plan(first: first, count: count), detail: "206 StepPlanned×\(count)"))
  }

  private mutating func throwOutside(
    _ failing: Failing, _ index: Int, at now: SimTime
  ) -> Progress {
    let request = requests[index]
    guard
      let error = failing.error(attempt: request.attempt, tag: request.event.payload.tag)
    else { return .goOn }
    add(isOfHandler(index) ? .onFailureThrow : .fnThrow, index, at: now)
    return .answer(failedRequest(error, since: now, at: now))
  }
}
