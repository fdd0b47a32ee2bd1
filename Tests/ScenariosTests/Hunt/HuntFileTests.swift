import Foundation
import PipelineModel
import Testing

@testable import Scenarios

@Suite("The files of a hunt")
struct HuntFileTests {
  @Test(
    "each reproduces its class, and none of its lines can be left out",
    arguments: [
      (NamedProfile.runbook, [Wire.mark, .publish, .sendEvent]),
      (.asBuilt, [.ingressStep]),
    ])
  func areSmallest(profile: NamedProfile, wires: [Wire]) throws {
    let plan = HuntFixture.part(of: try HuntFixture.plan([1, 0, 0], profile), wires)
    let report = try HuntFixture.report(plan)
    #expect(report.files.count == report.classes.count)
    try withFolder { folder in
      for (found, file) in zip(report.classes, report.files) {
        #expect(found.isSmallest, "\(file.path)")
        #expect(try verdict(of: file.text, in: folder) == .pass, "\(file.path)\n\(file.text)")
        let scenario = try Scenario.load(
          path: folder.appendingPathComponent("file.jsonc").path)
        #expect(scenario.story.steps.count <= 10)
        let lines = file.text.components(separatedBy: "\n")
        let end = lines.firstIndex { $0.contains("\"expect\"") } ?? lines.count
        for (place, line) in lines[..<end].enumerated() where Self.isLine(line) {
          var rest = lines
          rest.remove(at: place)
          let text = rest.joined(separator: "\n")
          guard let left = try? verdict(of: text, in: folder) else { continue }
          #expect(left != .pass, "\(file.path) without \(line)")
        }
      }
    }
  }

  /// A member or an element that stands on one line, but for the names.
  private static func isLine(_ line: String) -> Bool {
    let (opened, closed) = (line.filter { "[{".contains($0) }, line.filter { "]}".contains($0) })
    return line.hasSuffix(",") && opened.count == closed.count
      && !line.contains("\"title\"") && !line.contains("\"profile\"")
  }

  private func verdict(of text: String, in folder: URL) throws -> ScenarioVerdict.Status {
    let path = folder.appendingPathComponent("file.jsonc").path
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    let scenario = try Scenario.load(path: path)
    return ReplayPlan(scenario, profile: try #require(scenario.profile)).run().verdict.status
  }
}
