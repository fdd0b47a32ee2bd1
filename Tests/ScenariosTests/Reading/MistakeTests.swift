import Scenarios
import Testing
import TranscriptFiles

/// Every mistake a file can hold is reported with its place, its line, a caret, and help.
struct MistakeTests {
  @Test(arguments: [("structure", 30), ("strings", 18), ("numbers", 19), ("words", 10)])
  func syntax(_ name: String, _ count: Int) throws {
    let differences = try Transcript("Reading/\(name)").differences(atLeast: count) { text in
      report { try JSON5Parser.parse(SourceText(path: "case.jsonc", text: text)) }
    }
    #expect(differences.isEmpty, "\(differences.joined())")
  }

  @Test(arguments: [("types", 30), ("quantities", 54)])
  func typing(_ name: String, _ count: Int) throws {
    let differences = try Transcript("Reading/\(name)").differences(atLeast: count) { text in
      report {
        try Fields.read(SourceText(path: "case.jsonc", text: text), as: Outing.init(reading:))
      }
    }
    #expect(differences.isEmpty, "\(differences.joined())")
  }

  private func report(_ read: () throws -> some Any) -> String {
    do {
      return "no mistake: \(try read())\n"
    } catch {
      return (error as? any ReportedError)?.report(colours: false) ?? "\(error)\n"
    }
  }
}
