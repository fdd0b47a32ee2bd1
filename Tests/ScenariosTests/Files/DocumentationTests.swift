import Foundation
import PipelineModel
import Testing

@testable import Scenarios

@Suite("What is written about scenario files")
struct DocumentationTests {
  private let reference = try? String(
    contentsOfFile: repositoryFolder + "/docs/scenario-files.md", encoding: .utf8)

  @Test("begins with an example of five lines that passes")
  func example() throws {
    let reference = try #require(reference)
    let example = try #require(reference.components(separatedBy: "```jsonc\n").dropFirst().first)
      .components(separatedBy: "```")[0]
    #expect(example.split(separator: "\n").count <= 7)
    let scenario = try ScenarioFiles(["main.jsonc": example]).scenario()
    for profile in scenario.profiles {
      let experiment = scenario.experiment(profile: profile)
      let verdict = scenario.verdict(on: experiment.run(), of: experiment, profile: profile)
      #expect(verdict.status == .pass)
    }
  }

  @Test("has sums that add up where much is lost and repeated")
  func sums() throws {
    let reference = try #require(reference)
    let part = try #require(
      reference.components(separatedBy: "every hop adds up").dropFirst().first)
    let sums = try #require(part.components(separatedBy: "```").dropFirst().first)
      .split(separator: "\n").map { "\"\($0)\"" }
    #expect(sums.count == 4)
    let scenario = try ScenarioFiles([
      "main.jsonc": smallScenario(
        """
        "levers": {
          "engine.response-loss": 50000, "queue.redelivery": 400000, "capture.per-workspace": 2,
        },
        "faults": [{ "wire": "ingress-step", "probability": "40%", "lose": "reply" }],
        "seeds": 5, "expect": [\(sums.joined(separator: ", "))],
        "sometimes": ["repeatedDeliveries + repeatedCaptures + repeatedStores > 0"],
        """)
    ]).scenario()
    for (profile, seed) in scenario.profiles.flatMap({ name in
      scenario.seeds.map { (name, $0) }
    }) {
      let experiment = scenario.experiment(profile: profile, seed: seed)
      let verdict = scenario.verdict(on: experiment.run(), of: experiment, profile: profile)
      #expect(verdict.status == .pass, "\(verdict.broken.map(\.summary))")
    }
  }

  @Test("names every word of the format")
  func words() throws {
    let reference = try #require(reference)
    let words =
      FunctionTable.names + Wire.allCases.map(\.name) + StoryActionKey.allCases.map(\.rawValue)
      + FaultEffectKey.allCases.map(\.rawValue) + RunOutcome.allCases.map(\.name)
      + Expression.RunProperty.allCases.map(\.rawValue)
      + Expression.ResultProperty.allCases.map(\.rawValue)
    for word in words { #expect(reference.contains(word), "\(word)") }
  }

  @Test("of outputs tells the meaning of every fate, and under which counts it is")
  func fates() throws {
    let text = try String(contentsOfFile: repositoryFolder + "/docs/output.md", encoding: .utf8)
    let rows = text.split(separator: "\n").filter { $0.hasPrefix("| `") }
    for fate in Fate.allCases {
      let row = rows.first {
        $0.split(separator: "|").first?.contains("`\(fate.rawValue)`") ?? false
      }
      let cells = try #require(row, "\(fate)")
        .split(separator: "|", omittingEmptySubsequences: false)
      #expect(cells.count == 5 && cells[2].count > 10, "\(fate)")
      let isUndelivered = cells[3].contains("the same") || cells[3].contains("`undelivered`")
      #expect(isUndelivered == fate.isBeforeConsole, "\(fate)")
      #expect(
        cells[3].contains("`filteredOnPurpose`") == (fate == .insignificant || fate == .notSynced))
    }
  }

  @Test("is in the schema, too")
  func schema() throws {
    let data = try Data(
      contentsOf: URL(fileURLWithPath: repositoryFolder + "/scenarios/schema.json"))
    let schema = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    func value(_ path: String) -> Any? {
      path.split(separator: "/").reduce(schema as Any?) { ($0 as? [String: Any])?[String($1)] }
    }
    let levers = try #require(value("properties/levers/properties") as? [String: Any])
    #expect(Set(levers.keys) == Set(Lever.all.map(\.name)))
    for lever in Lever.all {
      guard case .choice(let words) = lever.kind else { continue }
      #expect((levers[lever.name] as? [String: Any])?["enum"] as? [String] == words)
    }
    let profile = try #require(
      try JSONSerialization.jsonObject(
        with: Data(
          contentsOf: URL(fileURLWithPath: repositoryFolder + "/scenarios/profile.schema.json")))
        as? [String: Any])
    let entries =
      "properties/levers/properties".split(separator: "/")
      .reduce(profile as Any?) { ($0 as? [String: Any])?[String($1)] } as? [String: Any]
    for (name, value) in levers {
      let entry = (entries?[name] as? [String: Any])?["properties"] as? [String: Any]
      var plain = try #require(value as? [String: Any])
      plain["description"] = nil
      #expect((entry?["value"] as? [String: Any])?.keys.sorted() == plain.keys.sorted(), "\(name)")
    }
    #expect(entries?.count == levers.count)
    #expect(
      value("$defs/fault/properties/wire/enum") as? [String] == Wire.allCases.map(\.name))
    #expect(value("$defs/entityType/enum") as? [String] == EntityType.allCases.map(\.name))
    let steps = try #require(value("$defs/step/properties") as? [String: Any])
    #expect(
      Set(steps.keys)
        == Set(StoryActionKey.allCases.map(\.rawValue)).union(["label", "at", "after"]))
    let faults = try #require(value("$defs/fault/properties") as? [String: Any])
    #expect(Set(FaultEffectKey.allCases.map(\.rawValue)).isSubset(of: faults.keys))
  }

  @Test("completes every shipped file, which names the schema")
  func shippedFilesNameTheSchema() throws {
    for path in try ScenarioFolder.paths(in: repositoryFolder + "/scenarios") {
      let source = try SourceText.read(path: path)
      let tree = try JSON5Parser.parse(source)
      guard case .string(let name)? = tree["$schema"]?.value else {
        Issue.record("\(path) names no schema")
        continue
      }
      let schema = FilePath.resolve(name, from: path)
      #expect(schema == repositoryFolder + "/scenarios/schema.json")
    }
  }
}
