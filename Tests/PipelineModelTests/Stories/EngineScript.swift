import Scenarios
import SimKernel

@testable import PipelineModel

/// What a story of the engine does: functions, levers, and what is sent to the engine when.
///
///     function worker              what follows is its: options, then the steps of its body
///       limit own 2 per-key        also: throttle, retries, idempotency, singleton, cancelled-by,
///                                  start-timeout, finish-timeout, checkpoints, on-failure STEP
///       run fetch 2s fails on 1,2  a step that works for 2 s; attempts 1 and 2 fail
///       wait done 10s              also: sleep, send, start (a function, so many times), invoke,
///                                  throw, catch STEP, parallel STEP | STEP
///     set engine.step-limit 5      a lever
///     lose-answer 2                the app's second answer never reaches the engine
///     5s start worker key 1        also: send done, send stop
///
/// Keys are compared wherever a rule has one; the second key of `key 1/2` only by `wait done of 2`.
struct EngineScript {
  /// A line that says nothing.
  struct Mistake: Error {
    let line: String
  }

  private struct Sending {
    var time: SimDuration
    var event: UInt8
    var key = EventKey()
    var id = 0
    var times = 1
  }

  private var functions: [LabFunction] = []
  private var settings = LabSettings.exact
  private var sendings: [Sending] = []

  init(_ text: String) throws {
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      var words = ScriptWords(line)
      do {
        try read(&words)
      } catch let mistake as Mistake {
        throw mistake
      } catch {
        throw Mistake(line: "\(line): \(error)")
      }
    }
  }

  /// Plays it.
  func play() -> LabResult {
    var lab = EngineLab(functions, settings)
    var starts: Int32 = 0
    for sending in sendings {
      for _ in 0..<sending.times {
        starts += Int(sending.event) < functions.count ? 1 : 0
        lab.send(
          sending.event, key: sending.key, tag: starts, id: UInt64(sending.id),
          at: sending.time.inSeconds)
      }
    }
    return lab.play()
  }

  private mutating func read(_ words: inout ScriptWords) throws {
    let word = try words.next()
    switch word {
    case "function": functions.append(LabFunction(try words.next()) {})
    case "lose-answer": settings.lostResponses.insert(try words.number() - 1)
    case "set":
      let setting = try LeverSetting.parse(try words.next(), try words.next())
      var profile = Profile(.asBuilt)
      profile.engine = settings.engine
      guard Lever.named(setting.name)?.set(setting.value, in: &profile) == true else {
        throw words.mistake
      }
      settings.engine = profile.engine
    case _ where word.first?.isNumber == true: try readSending(at: word, &words)
    case _ where functions.isEmpty: throw words.mistake
    default: try readLine(word, &words, of: functions.count - 1)
    }
    guard words.isEmpty else { throw words.mistake }
  }

  private mutating func readSending(at time: String, _ words: inout ScriptWords) throws {
    var sending = Sending(time: SimDuration(microseconds: try DurationText.parse(time)), event: 0)
    if words.takes("start") {
      let name = try words.next()
      guard let place = functions.firstIndex(where: { $0.name == name }) else {
        throw words.mistake
      }
      sending.event = UInt8(place)
    } else {
      guard words.takes("send") else { throw words.mistake }
      sending.event = try words.event()
    }
    if words.takes("key") { sending.key = try words.key() }
    if words.takes("id") { sending.id = try words.number() }
    if words.takes("times") { sending.times = try words.number() }
    sendings.append(sending)
  }

  private mutating func readLine(
    _ word: String, _ words: inout ScriptWords, of last: Int
  ) throws {
    switch word {
    case "limit": functions[last].settings.limits.append(try words.limit())
    case "throttle": functions[last].settings.throttle = try words.throttle()
    case "retries": functions[last].settings.retries = try words.number()
    case "start-timeout": functions[last].settings.startTimeout = try words.duration()
    case "finish-timeout": functions[last].settings.finishTimeout = try words.duration()
    case "idempotency": functions[last].settings.idempotency = (.a, try words.duration())
    case "singleton":
      guard let mode = Singleton(rawValue: try words.next()) else { throw words.mistake }
      functions[last].settings.singleton = (mode, .a)
    case "cancelled-by":
      functions[last].settings.cancelOn = [.init(event: try words.event(), match: .a)]
    case "checkpoints":
      functions[last].execution = .checkpoints(maxRuntime: try words.duration())
    case "on-failure":
      let step = try words.step(try words.next())
      functions[last].onFailure = (functions[last].onFailure ?? []) + [step]
      functions[last].onFailureRetries = 1
    default: functions[last].steps.append(try words.step(word))
    }
  }
}
