import SimKernel

/// One event of the Chrome Trace Event format; times are microseconds.
///
/// Source: "Trace Event Format", the document behind chrome://tracing and Perfetto's importer.
struct TraceEvent {
  enum Phase: String {
    /// A slice with a duration.
    case complete = "X"
    case instant = "i"
    case counter = "C"
    case flowStart = "s"
    case flowEnd = "f"
    case metadata = "M"
  }

  /// The places where events lie, as processes of the trace.
  enum Process: Int, CaseIterable {
    case story = 1
    case orchestrators
    case workers
    case failureHandlers
    case captures
    case console
    case limits

    var title: String {
      switch self {
      case .story: "story and services"
      case .orchestrators: "orchestrator runs"
      case .workers: "worker runs"
      case .failureHandlers: "failure handlers"
      case .captures: "captures"
      case .console: "Console"
      case .limits: "limits"
      }
    }
  }

  let phase: Phase
  let name: String
  let process: Process
  /// The slot within the process, from 1; 0 for what belongs to the process as a whole.
  let thread: Int
  let time: SimTime
  var duration = SimDuration.zero
  /// Joins the two ends of a flow.
  var id = ""
  var arguments: [(key: String, value: Argument)] = []

  enum Argument {
    case text(String)
    case number(Int64)

    var json: String {
      switch self {
      case .text(let text): JSONText.quoted(text)
      case .number(let number): "\(number)"
      }
    }
  }

  var json: String {
    var text = "{\"name\":\(JSONText.quoted(name)),\"ph\":\"\(phase.rawValue)\""
    text += ",\"pid\":\(process.rawValue),\"tid\":\(thread)"
    if phase != .metadata { text += ",\"ts\":\(time.microseconds)" }
    switch phase {
    case .complete: text += ",\"dur\":\(duration.microseconds),\"cat\":\"run\""
    case .instant: text += ",\"s\":\"t\",\"cat\":\"moment\""
    case .flowStart: text += ",\"id\":\(JSONText.quoted(id)),\"cat\":\"item\""
    case .flowEnd: text += ",\"id\":\(JSONText.quoted(id)),\"cat\":\"item\",\"bp\":\"e\""
    case .counter, .metadata: break
    }
    if !arguments.isEmpty {
      let pairs = arguments.map { "\(JSONText.quoted($0.key)):\($0.value.json)" }
      text += ",\"args\":{\(pairs.joined(separator: ","))}"
    }
    return text + "}"
  }
}
