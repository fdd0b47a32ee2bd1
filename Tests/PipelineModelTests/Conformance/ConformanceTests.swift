import Foundation
import Testing

/// The simulated engine against recordings of the real one.
@Suite("The engine and its recordings")
struct ConformanceTests {
  /// Played once; the summary needs them all.
  static let results = ConformanceCase.all.map { item in
    (item: item, result: Result { try item.result() })
  }

  @Test("agree", arguments: ConformanceCase.all.indices)
  func agrees(_ index: Int) throws {
    let (item, result) = Self.results[index]
    let comparison = try result.get()
    #expect(comparison.compared > 0, "\(item) compares nothing")
    #expect(comparison.problems.isEmpty, "\(item): \(comparison.problems.joined(separator: "\n"))")
  }

  @Test("are all compared: every case of every file")
  func everyCase() throws {
    for file in try Recording.files() {
      for recording in try Recording.cases(of: file) {
        let matches = ConformanceCase.all.filter {
          $0.file == file && recording.name.hasPrefix($0.name)
        }
        #expect(matches.count == 1, "\(file): \(recording.name) has \(matches.count) tests")
      }
    }
  }

  @Test("differ only where the README says so")
  func excuses() throws {
    let readme = try String(
      contentsOf: Recording.folder.appendingPathComponent("README.md"), encoding: .utf8)
    let listed = readme.split(separator: "\n").filter { $0.hasPrefix("| `") }.map(String.init)
    let made = try Self.lines()
    #expect(listed == made, "The README should list:\n\(made.joined(separator: "\n"))")
  }

  /// One line for each thing that is not compared.
  static func lines() throws -> [String] {
    try results.flatMap { item, result in
      let excuses = try result.get().excuses
      return excuses.map(\.what).unique.map { what in
        let alike = excuses.filter { $0.what == what }
        let count = alike.reduce(0) { $0 + $1.count }
        return "| `\(item.file)` | \(item.name) | \(what) | \(count) | \(alike[0].reason) |"
      }
    }
  }

  @Test("in all")
  func summary() throws {
    let all = try Self.results.map { (item: $0.item, comparison: try $0.result.get()) }
    let compared = all.reduce(0) { $0 + $1.comparison.compared }
    let agreeing = all.reduce(0) { $0 + $1.comparison.agreeing }
    let excused = all.reduce(0) { $0 + $1.comparison.excused }
    let worst = all.max { $0.comparison.largestDeviation < $1.comparison.largestDeviation }
    let deviations = all.flatMap(\.comparison.deviations).sorted()
    let (median, tail) = (deviations.count / 2, deviations.count * 95 / 100)
    print(
      "Conformance: \(all.count) cases, \(compared) comparisons, \(agreeing) agree,",
      "\(excused) excused; \(deviations.count) times differ by \(deviations[median]) s in the",
      "median, \(deviations[tail]) s at 95 %, \(worst?.comparison.largestDeviation ?? 0) s at most",
      "(\(worst.map { "\($0.item)" } ?? "-")).")
    #expect(compared > 1000)
    #expect(agreeing == compared)
    #expect(deviations[median] < 0.05)
  }
}
