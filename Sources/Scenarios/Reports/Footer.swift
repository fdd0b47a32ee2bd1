import SimKernel

/// The last lines of every run: what determines it, and how to make it again.
public struct Footer {
  private let reports: [ReplayReport]
  private let version: String
  private let command: String

  /// `command` is the exact command line that makes these runs again.
  public init(_ reports: [ReplayReport], version: String, command: String) {
    self.reports = reports
    self.version = version
    self.command = command
  }

  public var text: String {
    let seeds = Set(reports.map(\.seed)).sorted()
    let shown =
      seeds.count > 4 ? "\(seeds.count) seeds" : seeds.map { "\($0)" }.joined(separator: ",")
    return """
      seed \(shown) · scenario \(combined(\.scenarioHash)) · \
      fingerprint \(combined(\.fingerprint)) · \
      simrun \(version)
      reproduce: \(command)

      """
  }

  /// The digits of one run, or of all of them combined in order.
  private func combined(_ digits: KeyPath<ReplayReport, String>) -> String {
    guard reports.count != 1 else { return reports[0][keyPath: digits] }
    var hash = TraceFingerprint()
    for report in reports { hash.combine(UInt64(report[keyPath: digits], radix: 16) ?? 0) }
    return hash.hex
  }
}
