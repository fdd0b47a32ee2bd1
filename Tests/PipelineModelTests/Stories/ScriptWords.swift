import Scenarios
import SimKernel

@testable import PipelineModel

/// The words of a line of a script, taken one after the other.
struct ScriptWords {
  private let line: String
  private var rest: ArraySlice<Substring>

  init(_ line: Substring) {
    self.line = String(line)
    rest = line.split(separator: " ")[...]
  }

  var isEmpty: Bool { rest.isEmpty }
  var mistake: EngineScript.Mistake { EngineScript.Mistake(line: line) }

  mutating func next() throws -> String {
    guard let word = rest.popFirst() else { throw mistake }
    return String(word)
  }

  /// Takes a word if it is the next one.
  mutating func takes(_ word: String) -> Bool {
    guard rest.first.map({ $0 == word }) ?? false else { return false }
    rest.removeFirst()
    return true
  }

  mutating func number() throws -> Int {
    guard let number = Int(try next()) else { throw mistake }
    return number
  }

  mutating func duration() throws -> SimDuration {
    SimDuration(microseconds: try DurationText.parse(try next()))
  }

  mutating func event() throws -> UInt8 {
    switch try next() {
    case "done": LabEvent.done
    case "stop": LabEvent.cancel
    default: throw mistake
    }
  }

  /// `1`, or `1/2` with a second field.
  mutating func key() throws -> EventKey {
    let fields = try next().split(separator: "/").map { Int32($0) ?? -1 }
    return EventKey(fields[0], fields.count > 1 ? fields[1] : 0)
  }

  mutating func limit() throws -> FunctionSettings.Limit {
    var limit = FunctionSettings.Limit(name: try next(), cap: try number())
    if takes("per-key") { limit.key = .a }
    limit.countsRuns = takes("of-runs")
    limit.isShared = takes("shared")
    return limit
  }

  mutating func throttle() throws -> FunctionSettings.Throttle {
    let parts = try next().split(separator: "/")
    guard parts.count == 2, let count = Int(parts[0]) else { throw mistake }
    let period = SimDuration(microseconds: try DurationText.parse(String(parts[1])))
    var throttle = FunctionSettings.Throttle(rate: .init(count: count, period: period))
    if takes("burst") { throttle.burst = try number() }
    if takes("per-key") { throttle.key = .a }
    return throttle
  }

  /// A step of a function's body, whose first word has been taken.
  mutating func step(_ word: String) throws -> LabStep {
    switch word {
    case "run": return try run()
    case "sleep": return .sleep(try duration())
    case "send": return .send([.event(try event())])
    case "start": return .send(LabSend.fanOut(try next(), try number()))
    case "invoke": return .invoke(try next())
    case "throw": return .throwOutside(try failing())
    case "catch": return .catchError(try step(try next()))
    case "wait":
      let event = try event()
      let index = try takes("of") ? Int32(number()) : nil
      return .wait(event, index: index, timeout: try duration())
    case "parallel":
      let parts = rest.split(separator: "|").map { $0.joined(separator: " ")[...] }
      rest = []
      return .parallel(
        try parts.map { part in
          var words = ScriptWords(part)
          let step = try words.step(try words.next())
          guard words.isEmpty else { throw mistake }
          return step
        })
    default: throw mistake
    }
  }

  /// `fetch 2s bytes 3MiB fails …`
  private mutating func run() throws -> LabStep {
    let name = try next()
    let isTimed = rest.first?.first?.isNumber == true
    let time = try isTimed ? duration() : .zero
    let bytes = try takes("bytes") ? Int(SizeText.parse(next())) : 0
    let fails = try takes("fails") ? failing() : .never
    return .run(name, time, fails: fails, bytes: bytes)
  }

  /// `on 1,2`: only on these attempts; `only 1`: only in the run of the first start; `for-good`: an
  /// error that is not retriable; `after 3s`: one that says when to try again.
  private mutating func failing() throws -> Failing {
    var failing = Failing.always
    if takes("on") {
      failing.attempts = Set(try next().split(separator: ",").map { (Int($0) ?? 0) - 1 })
    }
    if takes("only") { failing.tag = Int32(try number()) }
    if takes("for-good") { failing.error = .nonRetriable }
    if takes("after") { failing.error = .retryAfter(try duration()) }
    return failing
  }
}
