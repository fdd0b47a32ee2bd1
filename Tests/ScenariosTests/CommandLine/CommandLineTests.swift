import Scenarios
import Testing
import TranscriptFiles

/// Command lines are understood, or refused with what was meant; help reads like any Swift tool's.
struct CommandLineTests {
  @Test(arguments: [("parsing", 40), ("help", 8), ("completions", 3)])
  func transcript(_ name: String, _ count: Int) throws {
    let differences = try Transcript("CommandLine/\(name)").differences(atLeast: count) { line in
      answer(to: line, from: .outing)
    }
    #expect(differences.isEmpty, "\(differences.joined())")
  }

  @Test func defaultCommandRunsWithoutWords() {
    let program = Program(
      name: "simrun", version: "1", abstract: "A.", commands: [PackCommand(), VersionCommand()],
      defaultCommand: "version")
    #expect(answer(to: "simrun", from: program) == "exit 0\n1\n")
    #expect(
      answer(to: "simrun --sed 5", from: program) == """
        exit 64
        ! Error: Unknown option '--sed'.
        ! Usage: simrun version
        !   See 'simrun version --help' for more information.

        """)
    #expect(
      answer(to: "simrun ./file.jsonc", from: program).hasPrefix(
        """
        exit 64
        ! Error: Unknown subcommand './file.jsonc'. \
        To name a file, write: simrun version ./file.jsonc
        """))
    #expect(answer(to: "simrun --help", from: program).contains("  version (default)       Show"))
  }

  @Test func helpIsWrappedToTheTerminal() {
    let wide = RecordedTerminal()
    #expect(Program.outing.run(["pack", "-h"], on: wide.terminal(columns: 200)) == .success)
    let narrow = RecordedTerminal()
    #expect(Program.outing.run(["pack", "-h"], on: narrow.terminal(columns: 1)) == .success)
    let longest = { (text: String) in text.split(separator: "\n").map(\.count).max() ?? 0 }
    #expect(longest(wide.output) > 80 && longest(wide.output) <= 100)
    #expect(longest(narrow.output) <= 60)
  }

  @Test func errorsAreColouredOnATerminal() {
    let recorded = RecordedTerminal()
    let code = Program.outing.run(["pakc"], on: recorded.terminal(isTerminal: true))
    #expect(code == .usage)
    #expect(recorded.errors.hasPrefix("\u{1B}[1;31mError: \u{1B}[0mUnknown subcommand 'pakc'."))
    #expect(recorded.output.isEmpty)
  }

  @Test func exitCodesAreDocumented() {
    let recorded = RecordedTerminal()
    #expect(Program.outing.run(["help", "exit-codes"], on: recorded.terminal()) == .success)
    for code in ExitCode.allCases {
      #expect(recorded.output.contains("  \(code.rawValue) "))
      #expect(recorded.output.contains(code.meaning))
    }
    #expect(ExitCode.allCases.map(\.rawValue) == [0, 1, 2, 64, 65, 66, 74, 75])
  }

  @Test(arguments: [
    ("plain", "plain"), ("a b", "'a b'"), ("", "''"), ("it's", "'it'\\''s'"), ("$HOME", "'$HOME'"),
    ("key=value", "key=value"), ("*", "'*'"), ("é", "'é'"),
  ])
  func shellWord(_ word: String, _ quoted: String) { #expect(ShellWord.quote(word) == quoted) }

  @Test func undeclaredNameIsAProgrammersMistake() async {
    await #expect(processExitsWith: .failure) {
      struct Careless: Command {
        let name = "careless"
        let abstract = "Asks for what it did not declare."
        func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
          parsed.flag("verbose") ? .success : .broken
        }
      }
      let program = Program(name: "p", version: "1", abstract: "A.", commands: [Careless()])
      _ = program.run(["careless"], on: .standard())
    }
  }

  @Test func twoCommandsOfOneNameAreAProgrammersMistake() async {
    await #expect(processExitsWith: .failure) {
      let twice = [VersionCommand(), VersionCommand()]
      _ = Program(name: "p", version: "1", abstract: "A.", commands: twice)
    }
  }

  /// The exit code, the output, and the remarks with a mark in front.
  private func answer(to line: String, from program: Program) -> String {
    let recorded = RecordedTerminal()
    let code = program.run(Array(words(line).dropFirst()), on: recorded.terminal())
    let remarks = recorded.errors.split(separator: "\n").map { "! \($0)\n" }.joined()
    return "exit \(code.rawValue)\n" + recorded.output + remarks
  }

  /// Words between spaces; single quotes keep spaces together.
  private func words(_ line: String) -> [String] {
    var words: [String] = []
    var isQuoted = false
    var isInWord = false
    for character in line {
      if character == "'" {
        isQuoted.toggle()
        if !isInWord { words.append("") }
        isInWord = true
      } else if character == " ", !isQuoted {
        isInWord = false
      } else {
        if !isInWord { words.append("") }
        isInWord = true
        words[words.count - 1].append(character)
      }
    }
    return words
  }
}
