import Foundation
import Scenarios
import Testing
import TranscriptFiles

@testable import PipelineModel

/// Plays `Transcripts/Engine` and `Transcripts/Gateway`: a title and the place in the facts, a
/// script, and what came of it.
///
/// `REWRITE_TRANSCRIPTS=1` writes what comes of the scripts instead of comparing it.
@Suite("The stories")
struct StoryTests {
  private static let engine = Transcript.names(in: "Engine")
  private static let gateway = Transcript.names(in: "Gateway")

  @Test("of the engine happen as they are told", arguments: engine)
  func engineStory(_ name: String) throws {
    let differences = try Transcript(name).differences(atLeast: 1) { script in
      EngineStory(try EngineScript(script).play()).text
    }
    #expect(differences.isEmpty, "\(differences.joined())")
  }

  @Test("of the gateway, its store and its queue happen as they are told", arguments: gateway)
  func gatewayStory(_ name: String) throws {
    let differences = try Transcript(name).differences(atLeast: 1) { script in
      try PipelineStory(script).text
    }
    #expect(differences.isEmpty, "\(differences.joined())")
  }

  @Test("are thirty and more, and say which facts they tell")
  func forewords() throws {
    #expect(Self.engine.count + Self.gateway.count >= 30)
    for name in Self.engine + Self.gateway {
      let foreword = try Transcript(name).foreword
      #expect(foreword.contains(/[Ee]ngine facts, section|[Pp]ipeline facts, section/), "\(name)")
    }
  }

  @Test(
    "are refused where their script says nothing",
    arguments: ["run a", "function f\n  rum a", "function f\n5s start g", "set engine.x 5"])
  func mistakes(_ script: String) {
    #expect(throws: EngineScript.Mistake.self) { try EngineScript(script) }
  }
}
