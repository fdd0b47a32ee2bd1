import SimKernel

/// The last lines of every run: what determines it, and how to make it again.
public struct Footer {
  private let seeds: [UInt64]
  private let scenarioHashes: [String]
  private let fingerprints: [String]
  private let version: String
  private let command: String

  /// `command` is the exact command line that makes these runs again.
  public init(_ reports: [ReplayReport], version: String, command: String) {
    self.init(
      of: reports.map { ($0.seed, $0.scenarioHash, $0.fingerprint) }, version, command)
  }

  /// The footer of a fleet's runs.
  public init(_ reports: [FleetReport], version: String, command: String) {
    self.init(
      of: reports.map { ($0.seed, $0.scenarioHash, $0.fingerprint) }, version, command)
  }

  private init(
    of runs: [(seed: UInt64, hash: String, fingerprint: String)], _ version: String,
    _ command: String
  ) {
    seeds = runs.map(\.seed)
    scenarioHashes = runs.map(\.hash)
    fingerprints = runs.map(\.fingerprint)
    self.version = version
    self.command = command
  }

  public var text: String {
    let distinct = Set(seeds).sorted()
    let list = distinct.map { "\($0)" }.joined(separator: ",")
    let shown = distinct.count > 1 && list.count > 20 ? "\(distinct.count) seeds" : list
    return """
      seed \(shown) · scenario \(Self.combined(scenarioHashes)) · \
      fingerprint \(Self.combined(fingerprints)) · \
      simrun \(version)
      reproduce: \(command)

      """
  }

  /// The digits of one run, or of all of them combined in order.
  private static func combined(_ digits: [String]) -> String {
    guard digits.count != 1 else { return digits[0] }
    var hash = TraceFingerprint()
    for digits in digits { hash.combine(UInt64(digits, radix: 16) ?? 0) }
    return hash.hex
  }
}
