import PipelineModel
import SimKernel

/// Where time went: parts of a whole, each with a colour of its own.
struct TimeShares: Equatable {
  struct Part: Equatable {
    let name: String
    let microseconds: Int64
    /// Place in the colours of the limits.
    let colour: Int
  }

  let title: String
  let parts: [Part]

  var total: Int128 { parts.reduce(0) { $0 + Int128($1.microseconds) } }

  /// The open time of the workers: what they waited for, and the rest, in which they worked.
  static func ofWorkers(_ point: PointAnswer) -> TimeShares {
    let waits = parts(point.limits.filter(Self.holdsWorkers))
    let waited = waits.reduce(Int128(0)) { $0 + Int128($1.microseconds) }
    let work = Part(
      name: "working", microseconds: Int64(max(0, Int128(point.workerMicroseconds) - waited)),
      colour: CapacityStyle.limits.count - 1)
    return TimeShares(title: "Where the workers’ time went", parts: waits + [work])
  }

  /// All waiting, of whatever waited.
  static func ofWaiting(_ point: PointAnswer) -> TimeShares {
    TimeShares(title: "What was waited for, by everything", parts: parts(point.limits))
  }

  /// Limits that only workers wait for.
  private static func holdsWorkers(_ limit: PointAnswer.LimitAnswer) -> Bool {
    limit.name.hasPrefix("worker.") || limit.name == LimitName.providerRateLimit.rawValue
  }

  private static func parts(_ limits: [PointAnswer.LimitAnswer]) -> [Part] {
    limits.filter { $0.waitedMicroseconds > 0 }.map { limit in
      Part(
        name: limit.name, microseconds: limit.waitedMicroseconds,
        colour: SweepResult.limitNames.firstIndex(of: limit.name) ?? 0)
    }
  }

  /// A bar with a list of its parts; nothing when there was no time.
  var html: String {
    guard total > 0 else { return "" }
    var bar = ""
    var items = ""
    var done = 0.0
    for part in parts where part.microseconds > 0 {
      let share = Double(part.microseconds) / Double(total) * 1000
      let name = MarkupText.escaped(part.name)
      let percent = MarkupText.escaped(AnswerWording.share(perMillion: Int(share * 1000 + 0.5)))
      let span = SimDuration(microseconds: part.microseconds).brief
      bar += "<rect class=\"l\(part.colour)\" x=\"\(done.decimals(1))\" y=\"0\" "
      bar += "width=\"\(share.decimals(1))\" height=\"20\"><title>\(name) \(percent)</title></rect>"
      items +=
        "<li><span class=\"swatch l\(part.colour)\"></span>\(name): \(percent) (\(span))</li>\n"
      done += share
    }
    return """
      <h4>\(MarkupText.escaped(title))</h4>
      <svg class="bar" viewBox="0 0 1000 20" preserveAspectRatio="none" role="img" \
      aria-label="\(MarkupText.escaped(title))">\(bar)</svg>
      <ul class="legend">
      \(items)</ul>

      """
  }
}
