import Foundation
import Testing

@testable import Scenarios
@testable import simrun

@Suite("explore, frontier and diff")
struct AnswerCommandsTests {
  private static let program = Program(
    name: "simrun", version: "0.0.0", abstract: "A test.",
    commands: [ExploreCommand(), FrontierCommand(), DiffCommand()])

  private func run(_ words: String...) -> (code: ExitCode, output: String, errors: String) {
    let recorded = RecordedTerminal()
    let code = Self.program.run(words, on: recorded.terminal())
    return (code, recorded.output, recorded.errors)
  }

  private func withSweep(_ body: (SweepFolder, String) throws -> Void) throws {
    try SweepFolder.with { folder in
      _ = try folder.plan()
      try body(folder, folder.path("small.sweep.jsonc"))
    }
  }

  @Test("write text, JSON and Markdown, also into files by their endings")
  func formats() throws {
    try withSweep { folder, file in
      let text = run("explore", file, "--threads", "2")
      #expect(text.code == .success)
      #expect(text.output.hasPrefix("A sweep\n2 seeds at each point, "))
      #expect(text.output.contains("\nreproduce: simrun explore "))
      let json = run("explore", file, "-f", "json", "--threads", "1").output
      let answers = try JSONDecoder().decode(Exploration.self, from: Data(json.utf8))
      #expect(answers.points.count == 12 && answers.seeds == [1, 2])
      for (name, start) in [("a.json", "{"), ("a.md", "# A sweep\n"), ("a.txt", "A sweep\n")] {
        #expect(run("explore", file, "--no-effects", "-o", folder.path(name)).output.isEmpty)
        #expect(String(decoding: try folder.bytes(name), as: UTF8.self).hasPrefix(start))
      }
      let page = String(decoding: try folder.bytes("a.md"), as: UTF8.self)
      #expect(page.contains("\n## as-built\n"))
    }
  }

  @Test("find and compare")
  func answers() throws {
    try withSweep { folder, file in
      let frontier = run(
        "frontier", file, "-a", "issues", "-w", "1h", "-w", "2h", "--up-to", "20", "-n", "1",
        "-p", "runbook")
      #expect(frontier.code == .success)
      #expect(frontier.output.contains("\nagain 30m · runbook\n  in 1h"))
      #expect(frontier.errors.contains("2 searches, at most "))
      let diff = run("diff", folder.path("base.jsonc"), "--set", "worker.retries=5", "-n", "4")
      #expect(diff.code == .success)
      #expect(diff.output.contains("worker.retries = 5\n4 seeds, 16 runs\n"))
      let same = run("diff", folder.path("base.jsonc"), folder.path("base.jsonc"))
      #expect(same.output.contains("everything that happened is the same in the one seed"))
    }
  }

  @Test("give the same bytes on any number of threads, and the command that gives them")
  func threads() throws {
    try withSweep { folder, file in
      let base = folder.path("base.jsonc")
      let commands = [
        ["explore", file, "--no-effects"], ["explore", file, "--no-effects", "-f", "html"],
        ["frontier", file, "-a", "issues", "--up-to", "12", "-p", "runbook", "-u", "delivered"],
        ["diff", base, "--set", "worker.retries=5", "-f", "html"],
      ]
      for words in commands {
        func output(_ threads: String...) -> String {
          let recorded = RecordedTerminal()
          #expect(Self.program.run(words + threads, on: recorded.terminal()) == .success)
          return recorded.output
        }
        let one = output("--threads", "1")
        #expect(one == output("--threads=2") && one == output())
        #expect(one.contains("simrun \(words[0]) ") && !one.contains("--threads"))
        #expect(words[0] != "frontier" || one.contains(" -u delivered"))
      }
      #expect(run("explore", file, "--until", "done").errors.contains("'stored', 'delivered'"))
    }
  }

  @Test("end with 2 when a run was cut off")
  func cutOff() throws {
    try SweepFolder.with { folder in
      _ = try folder.plan(
        "limits: { maxEvents: 40 }, profile: \"runbook\", axes: { n: { lever: \"worker.retries\", values: [3] } },"
      )
      let file = folder.path("small.sweep.jsonc")
      let explored = run("explore", file)
      #expect(
        explored.code == .undecided && explored.errors.contains(" hit the limit of events"))
      #expect(
        explored.output.contains(
          "  stored      not in the one seed: never\n  because     the run hit its limit of events")
      )
      #expect(run("frontier", file, "--axis", "n", "--up-to", "4").code == .undecided)
      #expect(run("diff", folder.path("base.jsonc"), file).code == .badData)
    }
  }

  @Test("say what is wrong")
  func mistakes() throws {
    try withSweep { folder, file in
      let axis = run("frontier", file, "--axis", "isues")
      #expect(axis.code == .usage && axis.errors.contains("did you mean \"issues\"?"))
      let time = run("frontier", file, "--axis", "issues", "--within", "2x")
      #expect(time.code == .usage && time.errors.contains("unknown unit \"x\""))
      #expect(run("frontier", file).code == .usage)
      let nothing = run("diff", folder.path("base.jsonc"))
      #expect(nothing.code == .usage && nothing.errors.contains("nothing to compare"))
      #expect(run("explore", folder.path("none.jsonc")).code == .noInput)
      let plain = run("explore", folder.path("base.jsonc"))
      #expect(plain.code == .badData && plain.errors.contains("the file has no axes"))
      let output = run("explore", file, "-n", "1", "--no-effects", "-o", "/proc/none/a.json")
      #expect(output.code == .cannotWrite)
    }
  }
}
