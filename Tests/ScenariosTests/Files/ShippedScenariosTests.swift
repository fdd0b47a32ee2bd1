import Foundation
import PipelineModel
import Scenarios
import Testing

/// The repository's folder, found from this file.
let repositoryFolder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

@Suite("The shipped scenario files")
struct ShippedScenariosTests {
  static let paths = (try? ScenarioFolder.paths(in: repositoryFolder + "/scenarios")) ?? []

  @Test("decode", arguments: paths)
  func decode(path: String) throws {
    do {
      let scenario = try Scenario.load(path: path)
      #expect(!scenario.name.hasPrefix("/"))
      guard !scenario.isAbstract else { return }
      #expect(!scenario.claims.isEmpty, "A scenario speaks to claims.")
      #expect(!scenario.expectations.isEmpty && !scenario.sometimes.isEmpty)
    } catch let error as any ReportedError {
      Issue.record(Comment(rawValue: error.report(colours: false)))
    }
  }
}
