@testable import PipelineModel

/// One case of a recording and the experiment that repeats it.
struct ConformanceCase: Sendable, CustomStringConvertible {
  var file: String
  /// How the case's name in the file begins.
  var name: String
  var compare: @Sendable (Recording, inout Comparison) throws -> Void

  var description: String { "\(file): \(name)" }

  /// Every case of every file.
  static var all: [ConformanceCase] {
    let files = [
      cancelOn, cancelLong, order, failedAttempts, distribution, interleaving, stepLevel, fanOut,
      fanOutRace, latencies, limits, sizes, retries, startOrder, stepCounts, throttles, timeouts,
      waits,
    ]
    return files.flatMap { $0 }
  }

  /// The recorded case.
  func recording() throws -> Recording {
    let matches = try Recording.cases(of: file).filter { $0.name.hasPrefix(name) }
    guard matches.count == 1 else { throw Missing(name: description, count: matches.count) }
    return matches[0]
  }

  struct Missing: Error {
    var name: String
    var count: Int
  }

  /// Plays the experiment and compares.
  func result() throws -> Comparison {
    var comparison = Comparison()
    try compare(try recording(), &comparison)
    return comparison
  }
}
