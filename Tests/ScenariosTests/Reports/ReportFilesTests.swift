import Foundation
import SimKernel
import Testing

@testable import Scenarios

@Suite struct ReportFilesTests {
  /// The folder of the repository, above this file.
  private static let root = #filePath.components(separatedBy: "/Tests/")[0]

  /// Made once for all tests.
  private static let reports = Result { try ReportFiles.make(root: root) }

  @Test func committedReportsAreReproducedByteForByte() throws {
    let reports = try Self.reports.get()
    for (path, text) in reports.files {
      let file = Self.root + "/reports/" + path
      let committed = try String(contentsOfFile: file, encoding: .utf8)
      #expect(committed == text, "\(path) is stale: run 'simrun report --output reports'")
      #expect(!text.contains(Self.root), "\(path) names a folder of this machine")
    }
    let pages = FileManager.default.enumerator(atPath: Self.root + "/reports")?.allObjects ?? []
    let files = pages.compactMap { $0 as? String }.filter { $0.contains(".") }
    let searched =
      try SearchReports.paths + HuntPages.paths + [MigrationPage.path, LeverPage.path]
      + CapacityReports.paths(root: Self.root)
    #expect(Set(files) == Set(reports.files.map(\.path) + searched))
  }

  @Test func everyClaimHasAdviceForTheDayItIsRefuted() {
    for claim in Claim.all { #expect(Advice.sentence(on: claim.id) != nil, "\(claim.id)") }
  }

  @Test func everyLinkOfTheRunbookHasItsAnchor() throws {
    let files = Dictionary(
      try Self.reports.get().files.map { ($0.path, $0.text) },
      uniquingKeysWith: { first, _ in first })
    let index = try #require(files["runbook.md"])
    var links = 0
    for piece in index.components(separatedBy: "](").dropFirst() {
      let target = piece.prefix { $0 != ")" }
      let parts = target.split(separator: "#")
      let path = String(parts[0])
      let page =
        try files[path]
        ?? String(contentsOfFile: repositoryFolder + "/reports/" + path, encoding: .utf8)
      if parts.count == 2 {
        links += 1
        #expect(page.contains("<a id=\"\(parts[1])\"></a>"), "\(target)")
      }
    }
    #expect(links > 10)
  }

  @Test func htmlNeedsNoNetworkAndIsEscaped() throws {
    let html = try #require(
      try Self.reports.get().files.first { $0.path == "runbook.html" }?.text)
    #expect(!html.contains("http://") && !html.contains("https://") && !html.contains("<script"))
    #expect(html.contains("prefers-color-scheme: dark"))
    for claim in Claim.all {
      let id = "claim-" + claim.id.lowercased().replacing(".", with: "-")
      #expect(html.contains("<article id=\"\(id)\">"))
    }
  }
}
