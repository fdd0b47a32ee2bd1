import Foundation

/// A case of a recording of the engine, written as the engine answers `GET /v2/runs`.
struct RecordedAnswer: CustomStringConvertible, Sendable {
  /// One attempt of a step.
  struct Span: Sendable {
    var run: String
    var step: String
    var attempt: Int
    var start: Double
    var end: Double?
    var isFailed = false
    var tellsDelay = false
  }

  let description: String
  var spans: [Span] = []
  private(set) var ends: [String: Double] = [:]

  /// Every case that tells its steps.
  static func all() throws -> [RecordedAnswer] {
    let folder = repositoryFolder + "/Tests/PipelineModelTests/Recordings"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter {
      $0.hasSuffix(".json")
    }
    return try names.sorted().flatMap { name -> [RecordedAnswer] in
      let data = try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name))
      let file = try JSONSerialization.jsonObject(with: data) as? [String: Any]
      let cases = file?["observed"] as? [[String: Any]] ?? []
      return cases.enumerated().compactMap { place, value in
        let rows = value["rows"] as? [[String: Any]] ?? []
        let answer = RecordedAnswer(name + " " + (value["case"] as? String ?? "#\(place)"), rows)
        return answer.spans.isEmpty ? nil : answer
      }
    }
  }

  private init(_ name: String, _ rows: [[String: Any]]) {
    description = name
    for row in rows {
      guard let time = row["t"] as? Double, let kind = row["kind"] as? String else { continue }
      let run = row["run"] as? String ?? row["orig_run"] as? String ?? "run0"
      let last = spans.lastIndex { $0.run == run && $0.end != nil }
      switch kind {
      case "step_start":
        spans.append(
          Span(
            run: run, step: row["step"] as? String ?? "", attempt: row["attempt"] as? Int ?? 0,
            start: time))
      case "step_end":
        let step = row["step"] as? String ?? ""
        if let place = spans.lastIndex(where: { $0.run == run && $0.step == step && $0.end == nil })
        {
          spans[place].end = time
        }
      case "resp":
        let isError = (row["ops"] as? [Any] ?? []).contains { $0 as? String == "StepError" }
        guard let last, isError || (row["code"] as? Int ?? 200) >= 400 else { continue }
        spans[last].isFailed = true
        spans[last].tellsDelay = row["retryafter"] != nil
      case "engine_event": ends[run] = time
      default: continue
      }
    }
    // Where responses were not recorded, the next attempt tells that the one before it failed.
    for place in spans.indices {
      let span = spans[place]
      spans[place].isFailed =
        span.isFailed
        || spans[place...].contains {
          $0.run == span.run && $0.step == span.step && $0.attempt == span.attempt + 1
        }
    }
  }

  /// As text, each span on a line of its own; and the line of each span, from 1.
  var text: (text: String, lines: [Int]) {
    var text = "{ \"data\": [\n"
    var lines = Array(repeating: 0, count: spans.count)
    var line = 2
    for run in Set(spans.map(\.run)).sorted() {
      let mine = spans.indices.filter { spans[$0].run == run }
      let first = mine.map { spans[$0].start }.min() ?? 0
      let end = ends[run].map { "\"\(Self.instant($0 + 0.3))\"" } ?? "null"
      let status = ends[run] == nil ? "Running" : "Completed"
      text +=
        "{ \"run_id\": \"\(run)\", \"status\": \"\(status)\","
        + " \"queued_at\": \"\(Self.instant(first))\", \"ended_at\": \(end), \"output\": null,\n"
        + "\"spans\": [\n"
      line += 2
      for place in mine {
        let span = spans[place]
        lines[place] = line
        let name = span.tellsDelay ? "{ \"name\": \"RetryAfterError\" }" : "null"
        text +=
          "{ \"name\": \"\(span.step)\", \"step_op\": \"StepRun\", \"attempt\": \(span.attempt),"
          + " \"started_at\": \"\(Self.instant(span.start))\", \"ended_at\": "
          + (span.end.map { "\"\(Self.instant($0))\"" } ?? "null")
          + ", \"status\": \"\(span.isFailed ? "FAILED" : "COMPLETED")\", \"output\": \(name) },\n"
        line += 1
      }
      text += "] },\n"
      line += 1
    }
    return (text + "], \"metadata\": { \"fetched_at\": \"\(Self.instant(9999))\" } }\n", lines)
  }

  private static func instant(_ seconds: Double) -> String {
    let thousandths = Int((seconds * 1000).rounded())
    let (whole, rest) = thousandths.quotientAndRemainder(dividingBy: 1000)
    func two(_ number: Int) -> String { (number < 10 ? "0" : "") + "\(number)" }
    return "2026-02-25T\(two(10 + whole / 3600)):\(two(whole / 60 % 60)):\(two(whole % 60))."
      + String("\(1000 + rest)".dropFirst()) + "Z"
  }
}
