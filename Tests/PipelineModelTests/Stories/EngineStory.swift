import Scenarios
import SimKernel

@testable import PipelineModel

/// What happened in an experiment, line by line: when, which run, what.
///
/// The engine tells what it did, the app when its code runs. That a step has ended is told by the
/// engine's taking its result, and by the app only where the engine takes none.
struct EngineStory {
  private struct Line {
    var time: SimTime
    var run: Int32
    var actor: String
    var text: String
    /// Whether it says that a step has ended: in the app, or for the engine.
    var endsInApp = false
    var endsInEngine = false
  }

  private let model: LabModel
  private var lines: [Line] = []
  /// Run and function behind the label of a row.
  private var runs: [String: (number: Int32, function: Int)] = [:]

  init(_ result: LabResult) {
    model = result.model
    for request in model.requests {
      if let label = model.name(of: request.number) {
        runs[label] = (request.number, request.function)
      }
    }
    var told = 0
    for note in model.notes {
      for row in result.rows[told..<note.rowsBefore] { add(row) }
      told = note.rowsBefore
      add(note)
    }
    for row in result.rows[told...] { add(row) }
  }

  /// The lines, and how many requests and executions it came to.
  ///
  /// What one run does at one time is one line, unless it becomes too long.
  var text: String {
    var told: [Line] = []
    for place in lines.indices where !lines[place].endsInApp || !isTaken(place) {
      if let last = told.last, last.time == lines[place].time, last.actor == lines[place].actor,
        last.text.count + lines[place].text.count < 80
      {
        told[told.count - 1].text += "; " + lines[place].text
      } else {
        told.append(lines[place])
      }
    }
    let table = StoryTable(told.map { ($0.time, $0.actor, $0.text) }, origin: model.origin)
    let requests = counted(model.requests.count, "request")
    return table.text + "\(requests), \(counted(model.engine.executions, "execution"))\n"
  }

  private func isTaken(_ place: Int) -> Bool {
    lines[place...].prefix { $0.time == lines[place].time }.contains {
      $0.endsInEngine && $0.run == lines[place].run
    }
  }

  private func actor(_ run: Int32, _ function: Int) -> String {
    run < 0 ? "engine" : "\(model.functions[function].name) #\(run)"
  }

  private mutating func add(_ row: LabRow) {
    guard let run = runs[row.run], let text = text(row, run.function) else { return }
    lines.append(
      Line(
        time: model.origin + .labSeconds(row.time), run: run.number,
        actor: actor(run.number, run.function), text: text, endsInApp: row.kind == .stepEnd))
  }

  private func text(_ row: LabRow, _ function: Int) -> String? {
    let attempt = row.attempt > 0 ? ", attempt \(row.attempt + 1)" : ""
    let found = row.memoized ?? 0
    switch row.kind {
    case .fnEnter, .onFailureEnter:
      guard found + row.attempt > 0 else { return "the body runs" }
      return "the body runs again" + (found > 0 ? ", finds \(counted(found, "result"))" : "")
    case .stepStart: return "\(row.step) begins" + attempt
    case .onFailureStep:
      return Self.names(model.functions[function].steps)[found] + " begins" + attempt
    case .stepEnd: return "\(row.step) is done in the app, and the engine takes no result"
    case .fnThrow, .onFailureThrow: return "throws between its steps" + attempt
    case .caught: return "catches the step's error"
    case .waitResult: return row.detail == "true" ? "the wait gave the event" : "the wait gave null"
    case .invokeOK: return "the invocation has ended without an error"
    case .fnEnd, .response, .engineEvent: return nil
    }
  }

  private mutating func add(_ note: LabModel.Note) {
    let names = note.function < 0 ? [] : Self.names(model.functions[note.function].steps)
    func name(_ step: Int32) -> String { step < 0 ? "the request" : names[Int(step)] }
    var line = Line(
      time: note.time, run: note.run, actor: actor(note.run, note.function), text: "")
    switch note.news {
    case .runCreated: line.text = "created" + (note.key.a > 0 ? ", key \(note.key.a)" : "")
    case .runDropped(let reason, let function):
      line.actor = model.functions[Int(function)].name
      line.text = "start dropped: \(reason)"
    case .runStarted: line.text = "started"
    case .runEnded(let outcome, let failure):
      line.text = "ended: \(outcome.name)" + (outcome == .failed ? words(failure) : "")
    case .blocked(let limit):
      line.text = "waits for the limit \(model.engine.limits.definitions[Int(limit)].name)"
    case .stepDone(let step):
      (line.text, line.endsInEngine) = ("\(name(step)): result saved", true)
    case .attemptFailed(let step, let attempt, let failure):
      line.text = "\(name(step)): attempt \(attempt) failed\(words(failure))"
      line.endsInEngine = step >= 0
    case .stepExhausted(let step, let attempts, _):
      line.text = "\(name(step)): given up after \(counted(Int(attempts), "attempt"))"
    case .stepRefused(let step, let failure):
      (line.text, line.endsInEngine) = ("\(name(step)): result refused\(words(failure))", true)
    case .asleep(_, let until):
      line.text = "sleeps until \((SimTime.zero + (until - model.origin)).clock)"
    case .waiting(let count): line.text = "registers \(counted(Int(count), "wait"))"
    case .waitResolved(let step): line.text = "\(name(step)): what it waits for came"
    case .waitTimedOut(let step): line.text = "\(name(step)): timed out"
    case .completionMissed: line.text = "nobody waits for this event"
    case .cancelActed(let runs): line.text = "the cancel meets \(counted(Int(runs), "run"))"
    case .quotaReached(let executions): line.text = "the month's \(executions) executions are used"
    }
    lines.append(line)
  }

  /// What the numbers of a body's steps stand for.
  private static func names(_ steps: [LabStep]) -> [String] {
    steps.flatMap { step -> [String] in
      switch step {
      case .run(let name, _, _, _, _): [name]
      case .send: ["send"]
      case .sleep: ["sleep"]
      case .wait(_, let index, _): ["wait" + (index.map { " of \($0)" } ?? "")]
      case .invoke(let name): ["invoke \(name)"]
      case .parallel(let steps): names(steps)
      case .catchError(let step): names([step])
      case .throwOutside: []
      }
    }
  }

  /// An error that the script makes needs no words.
  private func words(_ failure: Failure) -> String {
    if case .status = failure { "" } else { ", \(failure)" }
  }

  private func counted(_ count: Int, _ word: String) -> String {
    "\(count) \(word)\(count == 1 ? "" : "s")"
  }
}
