import SimKernel

extension CalibrationReport {
  var text: String {
    let calls = attempts.keys.sorted().map { "\($0) \(grouped(attempts[$0] ?? 0))" }
    var text = "\(counted(observations, "observation")): \(calls.joined(separator: ", "))\n"
    for latency in latencies { text += "\n" + latency.text }
    if !failures.isEmpty { text += "\nfailures\n" }
    for failure in failures {
      text += "  \(failure.words)\n" + Self.warnings(failure.warnings)
    }
    return text
  }

  fileprivate static func warnings(_ warnings: [String]) -> String {
    warnings.map { "  warning: " + $0.wrapped(98, margin: "    ") + "\n" }.joined()
  }
}

extension CalibrationReport.Latency {
  fileprivate var text: String {
    let from = calls.keys.sorted().joined(separator: ", ")
    func span(_ microseconds: Int64) -> String { SimDuration(microseconds: microseconds).rounded }
    let mean = span(Int64(meanMicroseconds + 0.5))
    var table = TextTable([
      ("", .left), ("", .left), ("distance", .right), ("5 % limit", .right), ("", .left),
    ])
    for family in families {
      table.add([
        "  " + family.family, Self.short(family.value), family.distance.decimals(4),
        family.criticalDistance?.decimals(4) ?? "", family.note,
      ])
    }
    table.add([
      "  default", Self.short(standard.value), standard.distance.decimals(4), "",
      "p \(standard.pValue < 0.0001 ? "< 0.0001" : "= \(standard.pValue.decimals(4))")",
    ])
    return """
      \(lever) from \(counted(observations, "observation")) of \(from)
        median \(span(medianMicroseconds)), mean \(mean), 90 % \(span(p90Microseconds)), \
      99 % \(span(p99Microseconds)), longest \(span(longestMicroseconds))
      \(table.text)\(CalibrationReport.warnings(warnings))
      """
  }

  private static func short(_ value: String) -> String {
    value.count <= 48 ? value : String(value.prefix(47)) + "…"
  }
}

extension CalibrationReport.Family {
  fileprivate var note: String {
    let verdict = criticalDistance == nil ? "" : fits ? "fits" : "does not fit"
    return [isChosen ? "<- taken" : "", verdict].filter { !$0.isEmpty }.joined(separator: ", ")
  }
}
