import Foundation
import Scenarios
import Testing
import TranscriptFiles

/// Plays `Transcripts/ScenarioFiles`.
@Suite("Mistakes in scenario files")
struct ScenarioMistakeTests {
  @Test("are named with their places")
  func files() throws {
    let differences = try Transcript("ScenarioFiles/mistakes").differences(atLeast: 55) { input in
      let text = input.split(separator: "\n").drop { $0.hasPrefix("//") }.joined(separator: "\n")
      let isWhole = text.hasPrefix("{") || text.hasPrefix("[")
      return report(isWhole ? text : smallScenario(text))
    }
    #expect(differences.isEmpty, "\(differences.joined())")
  }

  @Test("are named with their places inside expectations")
  func expressions() throws {
    let transcript = try Transcript("ScenarioFiles/expressions")
    let differences = try transcript.differences(atLeast: 45) { input in
      report("{ extends: 'base.jsonc', expect: [\n\"\(input)\"] }")
    }
    #expect(differences.isEmpty, "\(differences.joined())")
  }

  private func report(_ text: String) -> String {
    do {
      let files = try ScenarioFiles(["main.jsonc": text, "base.jsonc": smallScenario()])
      do {
        _ = try files.scenario()
        return "nothing is wrong\n"
      } catch let error as any ReportedError {
        return error.report(colours: false).replacing(files.path + "/", with: "")
      }
    } catch {
      return "\(error)\n"
    }
  }
}

@Suite("A scenario that extends what it cannot")
struct BadExtendsTests {
  @Test("is refused with the place of the name")
  func refused() throws {
    let folder = try ScenarioFiles([
      "none.jsonc": "{ title: 'x',\n  extends: 'gone.jsonc' }",
      "number.jsonc": "{ extends: 5 }",
      "a/self.jsonc": "{ extends: '../a/./self.jsonc' }",
      "one.jsonc": "{ extends: 'a/two.jsonc' }",
      "a/two.jsonc": "{ extends: 'three.jsonc' }",
      "a/three.jsonc": "{\n  extends: '../one.jsonc' }",
      "folder.jsonc": "{ extends: 'a' }",
      "list.jsonc": "{ extends: 'list-base.jsonc' }",
      "list-base.jsonc": "[]",
      "label.jsonc": "{ extends: 'small.jsonc',\n  story: { frist: { at: '1h' } } }",
      "small.jsonc": smallScenario(),
      "append.jsonc": "{ extends: 'small.jsonc', '+story': 5 }",
    ])
    func mistakes(_ name: String) throws -> String {
      try folder.mistakes(name + ".jsonc").joined(separator: "\n")
    }
    #expect(
      try mistakes("none") == "none.jsonc:2:12: extends: \"gone.jsonc\": there is no such file")
    #expect(
      try mistakes("number") == "number.jsonc:1:12: extends: expected a path, found the number 5")
    #expect(try mistakes("a/self") == "a/self.jsonc:1:12: extends: the file extends itself")
    #expect(try mistakes("one") == "a/three.jsonc:2:12: extends: the file extends itself")
    #expect(try mistakes("folder").hasSuffix("this is a folder, not a file"))
    #expect(try mistakes("list") == "list-base.jsonc:1:1: expected an object, found an empty array")
    #expect(try mistakes("label") == "label.jsonc:2:12: story: no step has the label \"frist\"")
    #expect(
      try mistakes("append") == "append.jsonc:1:37: +story: expected an array, found the number 5")
  }

  @Test("shows the whole circle")
  func circle() throws {
    let folder = try ScenarioFiles([
      "one.jsonc": "{ extends: 'two.jsonc' }", "two.jsonc": "{ extends: 'one.jsonc' }",
    ])
    #expect(throws: DiagnosticList.self) { try folder.scenario("one.jsonc") }
    do {
      _ = try folder.scenario("one.jsonc")
    } catch let list as DiagnosticList {
      let help = list.diagnostics[0].help?.replacing(folder.path + "/", with: "")
      #expect(help == "the circle is one.jsonc → two.jsonc → one.jsonc")
    }
  }

  @Test("is refused when the chain is longer than sixteen files")
  func tooLong() throws {
    var files: [String: String] = ["20.jsonc": "{ title: 'end' }"]
    for number in 1..<20 { files["\(number).jsonc"] = "{ extends: '\(number + 1).jsonc' }" }
    let folder = try ScenarioFiles(files)
    let mistakes = try folder.mistakes("1.jsonc")
    #expect(mistakes == ["16.jsonc:1:12: extends: more than 16 files extend one another"])
    #expect(try folder.scenario("5.jsonc").title == "end")
  }

  @Test("is not found when it is not there itself")
  func missing() throws {
    let folder = try ScenarioFiles(["a.jsonc": "{}"])
    #expect(throws: SourceFailure.self) { try folder.scenario("b.jsonc") }
  }
}
