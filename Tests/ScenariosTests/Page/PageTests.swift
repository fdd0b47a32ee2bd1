import Foundation
import PipelineModel
import SimKernel
import Testing

@testable import Scenarios
@testable import simrun

@Suite("Pages")
struct PageTests {
  private func page(_ plan: ReplayPlan, why: Bool = false) throws -> String {
    try PageDocument(plan, why: why, threads: 2, command: "simrun page").html
  }

  /// The text of the elements of a name, without markup.
  private func texts(of tag: String, in html: String) -> [String] {
    html.components(separatedBy: "<\(tag)").dropFirst().compactMap { piece in
      piece.components(separatedBy: "</\(tag)>").first?.components(separatedBy: ">").dropFirst()
        .joined(separator: ">")
    }
  }

  @Test("allow their own script and style and nothing else")
  func policy() throws {
    let html = try page(RoomTests.plan("runbook/09-dispatch-fails/after-the-mark"))
    let scripts = texts(of: "script", in: html)
    #expect(scripts.count == 2 && scripts[1] == PageScript.text)
    for text in [scripts[1], texts(of: "style", in: html)[0]] {
      let digest = Data(SHA256.digest(Array(text.utf8))).base64EncodedString()
      #expect(html.contains("&#39;sha256-\(digest)&#39;"))
    }
    #expect(html.contains("default-src &#39;none&#39;") && !html.contains("unsafe"))
    #expect(!html.contains("style=") && !html.contains("onclick=\""))
    #expect(!html.contains("http://") && !html.contains("https://"))
  }

  @Test("are well-formed without their script, and lead only to themselves")
  func wellFormed() throws {
    let html = try page(RoomTests.plan("runbook/09-dispatch-fails/after-the-mark"), why: true)
    let outside = html.replacing(PageScript.text, with: "").replacing(PageStyle.text, with: "")
    let parsed = try #require(ParsedPage(outside))
    #expect(parsed.addresses.allSatisfy { $0.hasPrefix("#") } && parsed.addresses.count > 10)
    #expect(parsed.ids.count == Set(parsed.ids).count)
    #expect(html.contains("lost behind its dedup mark"))
    #expect(html.contains("without faults[0] (after-the-mark.jsonc:8): stored"))
  }

  @Test("show hostile names and obey none of them")
  func hostile() throws {
    let name = FuzzExtremes.hostile + "</script><script>alert(1)</script><!--\u{2029}"
    let quoted = JSONText.quoted(name)
    let scenario = """
      { "title": \(quoted), "world": { "organisations": { "acme": {} },
        "installations": { "acme-github": { "organisation": "acme" } },
        "repositories": { "app": { "installation": "acme-github",
          "items": { "issue": { "count": 3 } } } } },
        "story": [{ "label": "first", "trigger": { "installation": "acme-github" } },
          { "trigger": { "key": "valid", "body": { "installationId": \(quoted) } } }] }
      """
    let files = try ScenarioFiles(["main.jsonc": scenario])
    let html = try page(ReplayPlan(files.scenario(), profile: .asBuilt))
    #expect(html.components(separatedBy: "<script").count == 3)
    #expect(html.components(separatedBy: "</script>").count == 3)
    #expect(!html.contains("<b>&") && !html.contains("<!--"))
    #expect(!html.unicodeScalars.contains { VisibleText.isHidden($0) && $0 != "\n" })
    let data = try JSONSerialization.jsonObject(with: Data(texts(of: "script", in: html)[0].utf8))
    #expect(((data as? [String: Any])?["sides"] as? [Any])?.count == 1)
    #expect(
      ParsedPage(html.replacing(PageScript.text, with: "").replacing(PageStyle.text, with: ""))
        != nil)
  }

  @Test("of 10,000 milestones take at most 2 MB")
  func size() throws {
    let plan = try plan(issues: 1900)
    #expect(plan.run().outcome.milestones.count > 10_000)
    let html = try page(plan)
    #expect(html.utf8.count < 2_000_000)
  }

  private func plan(issues: Int) throws -> ReplayPlan {
    let text = """
      { "title": "Many", "world": { "organisations": { "acme": {} },
        "installations": { "acme-github": { "organisation": "acme" } },
        "repositories": { "app": { "installation": "acme-github",
          "items": { "issue": { "count": \(issues), "spread": ["0d", "10d"] } } } } },
        "story": [{ "label": "first", "trigger": { "installation": "acme-github" } }] }
      """
    return ReplayPlan(try ScenarioFiles(["main.jsonc": text]).scenario(), profile: .asBuilt)
  }

  @Test("have every item with all that happened to it")
  func items() throws {
    let replay = try RoomTests.plan("runbook/09-dispatch-fails/after-the-mark").run()
    var texts = TextPlaces()
    let items = PageItems(replay.evidence, nil, &texts)
    #expect(items.places.count == replay.evidence.records.count)
    var place = 0
    var posts = 0
    while place < items.rows.count {
      let count = Int(items.rows[place + 4])
      place += 5
      for event in 0..<count {
        let kind = try #require(PageSide.ItemEvent(rawValue: items.rows[place + 4 * event]))
        if [.accepted, .duplicate, .failed].contains(kind) { posts += 1 }
      }
      place += 4 * count
    }
    #expect(posts == replay.evidence.ledger.posts.all.count)
  }

  @Test("are written by page, of one run and of two")
  func command() throws {
    let files = try ScenarioFiles(["a.jsonc": smallScenario(), "b.jsonc": smallScenario()])
    func run(_ words: String...) -> (code: ExitCode, output: String, errors: String) {
      let recorded = RecordedTerminal()
      let code = Program.simrun.run(["page"] + words, on: recorded.terminal())
      return (code, recorded.output, recorded.errors)
    }
    let (a, b) = (files.path + "/a.jsonc", files.path + "/b.jsonc")
    #expect(run(a, "--no-why").output.contains("<h1>Small</h1>"))
    let out = files.path + "/page.html"
    #expect(run(a, "--set", "worker.retries=1", "-o", out).code == .success)
    #expect(try String(contentsOfFile: out, encoding: .utf8).contains("worker.retries = 1"))
    #expect(run(a, b, "--no-why").output.contains("everything that happened is the same"))
    #expect(run(a, "--without-fault", "0").errors.contains("the scenario has no faults"))
    #expect(run(a, b, "--set", "worker.retries=1").code == .usage)
  }
}
