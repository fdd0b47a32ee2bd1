import Foundation
import PipelineModel
import Testing

@testable import Scenarios

@Suite("Changes played in the classes of a hunt")
struct ClassCheckTests {
  @Test("end what they mend, and say what they make worse; on one thread as on three")
  func corpus() throws {
    let plan = HuntFixture.part(of: try HuntFixture.plan([1, 0, 0], .runbook), [.mark, .publish])
    let report = try HuntFixture.report(plan)
    try withFolder { folder in
      for file in report.files {
        try OutputFile.write(file.text, to: folder.appendingPathComponent(file.path).path)
      }
      let classes = try ScenarioRoot.scenarios(at: [folder.path])
      #expect(classes.count == report.classes.count)
      let changes = try ["outbox", "publish-then-mark"].map {
        [try LeverSetting.parse("gateway.order", $0)]
      }
      let found = [1, 3].map { ClassCheck(changes, in: classes, threads: $0).found() }
      #expect(found[0] == found[1])
      let (repair, trade) = (found[0][0], found[0][1])
      let lossy = report.classes.filter { found in
        found.troubles.contains { $0.kind != .misreported }
      }
      #expect(repair.played == lossy.count)
      func names(_ kind: HuntTrouble.Kind) -> Set<String> {
        let files = report.classes.filter { found in
          found.troubles.contains { $0.kind == kind }
        }.map(\.file)
        return Set(
          classes.map(\.name).filter { name in
            files.contains { name.hasSuffix(String($0.dropLast(6))) }
          })
      }
      let ofMarks = names(.silentLoss).filter { $0.contains("/mark-") }
      #expect(!ofMarks.isEmpty && ofMarks.subtracting(repair.ended).isEmpty, "\(repair.words)")
      // To mark what was published doubles what the other order loses.
      #expect(trade.ended.count < repair.ended.count)
      #expect(trade.worse.contains { $0.twice > 0 } && trade.words.contains("worse: "))
    }
  }
}
