import Foundation
import SimKernel
import Testing

@testable import Scenarios

/// Pages that the reports link to.
@Suite struct RunPagesTests {
  private static let file =
    repositoryFolder + "/scenarios/runbook/09-dispatch-fails/after-the-mark.jsonc"

  private func material(hasPages: Bool) throws -> ReportMaterial {
    let plan = ReplayPlan(try Scenario.load(path: Self.file), profile: .asBuilt)
    return ReportMaterial(plan.run(), root: repositoryFolder, hasPages: hasPages)
  }

  @Test func aRunThatRefutesAClaimIsLinkedAtItsMoment() throws {
    let linked = try material(hasPages: true)
    let page = try #require(linked.page)
    let text = ScenarioPage([linked]).text
    let refuted = linked.report.claims.filter { $0.verdict == .refuted }
    #expect(!refuted.isEmpty)
    for claim in refuted {
      let seconds = ScenarioPage.seconds(claim.atMicroseconds)
      #expect(text.contains("(../../\(page)#t=\(seconds))"), "\(claim.id)")
    }
    let html = RunbookHTML([linked]).text
    #expect(html.contains("href=\"\(page)#t="))
    #expect(!text.contains("simrun page"))
  }

  @Test func withoutPagesTheCommandIsSaid() throws {
    let plain = try material(hasPages: false)
    #expect(plain.page == nil)
    #expect(ScenarioPage([plain]).text.contains("simrun page"))
    #expect(!RunbookHTML([plain]).text.contains("href=\"pages/"))
  }

  @Test func theHuntsPageIsWellFormedAndLinksToWhatItTells() throws {
    var hunt = Hunt(HuntFixture.part(of: try HuntFixture.plan([1, 1, 0], .asBuilt), [.mark]))
    hunt.threads = 2
    let report = try HuntReport(hunt, try hunt.run(resuming: false))
    for hasPages in [false, true] {
      let page = HTMLPage(
        title: report.title, introduction: [.list(report.pageContents)],
        body: report.pageSection(hasPages: hasPages), command: "simrun hunt <one>")
      let read = try #require(ParsedPage(page.text))
      #expect(!report.told.isEmpty)
      #expect(Set(read.ids).count == read.ids.count)
      let inner = read.addresses.filter { $0.hasPrefix("#") }
      #expect(inner.allSatisfy { read.ids.contains(String($0.dropFirst())) })
      let outer = read.addresses.filter { !$0.hasPrefix("#") }
      let paths = report.files.map { RunPages.path(ofClass: $0.path, report.profile) }
      #expect(Set(outer) == (hasPages ? Set(paths) : []))
    }
  }
}
