import Testing

@testable import Scenarios
@testable import simrun

/// Options mean the same on every command that has them.
@Suite struct OptionTableTests {
  /// Each option with its letter and value, and the commands that have it.
  private static let table = """
    --allocations: bench
    --at <time>: diagnose
    --axis <name> -a: frontier
    --base <file>: calibrate
    --budget <time>: hunt
    --claim <id> -c: mend
    --classes <folder>: mend
    --events <file>: replay
    --events <n>: bench
    --every <duration>: fleet
    --expect <sentence> -e: mend
    --family <family>: calibrate
    --faults <n>: hunt
    --filter <words>: replay
    --first: diff
    --format <format> -f: replay test sweep merge explore frontier diff fleet mend \
    diagnose explain hunt calibrate levers migrate bench
    --ignore <column>: calibrate
    --items <file>: replay
    --listed: frontier
    --migrate: report
    --missing: explain
    --no-effects: explore
    --no-tables: bench
    --no-why: page
    --otlp <file>: replay
    --output <path> -o: replay page test sweep merge explore frontier diff fleet mend \
    diagnose explain hunt calibrate levers migrate report bench
    --pages: report
    --pairs <n>: hunt
    --pending <n>: bench
    --plain: hunt
    --plan: sweep
    --profile <profile> -p: replay page test sweep explore frontier diff fleet mend \
    diagnose explain hunt bench
    --property <sentence>: hunt
    --random <n>: hunt migrate
    --resume: sweep hunt
    --seed <n> -s: replay page test sweep explore frontier diff fleet mend diagnose \
    explain hunt migrate
    --seeds <n> -n: replay test sweep explore frontier diff fleet mend
    --set <lever=value>: replay page test sweep explore frontier diff fleet mend diagnose \
    explain hunt
    --shard <i/n>: sweep fleet hunt
    --shipped <n>: mend
    --switch <time>: migrate
    --threads <n>: replay page test sweep explore frontier diff fleet mend explain hunt \
    validate migrate
    --timeline -t: replay
    --trace <file>: replay
    --twice: explain
    --until <goal> -u: explore frontier diff fleet
    --until <time>: replay
    --up-to <value>: frontier
    --within <time> -w: frontier
    --without-fault <n>: page diff
    """

  private static let options = Program.simrun.commands.flatMap { command in
    command.parameters.filter { !$0.isArgument }.map { (command: command.name, option: $0) }
  }

  private static func title(_ option: Parameter) -> String {
    option.title + (option.short.map { " -\($0)" } ?? "")
  }

  @Test func everyCommandHasTheOptionsOfTheTable() {
    var titles: [String] = []
    for (_, option) in Self.options where !titles.contains(Self.title(option)) {
      titles.append(Self.title(option))
    }
    let lines = titles.sorted().map { title in
      let commands = Self.options.filter { Self.title($0.option) == title }.map(\.command)
      return "\(title): \(commands.joined(separator: " "))"
    }
    #expect(lines == Self.table.split(separator: "\n").map(String.init))
  }

  /// A moment of a run is not a goal of many, and what `bench` counts is no file: their values tell
  /// them apart.
  private static let homonyms: Set = ["replay --until", "replay --events", "bench --events"]

  @Test func anOptionIsTheSameOnEveryCommand() throws {
    for (command, option) in Self.options
    where !Self.homonyms.contains("\(command) --\(option.name)") {
      let first = try #require(
        Self.options.first {
          $0.option.name == option.name
            && !Self.homonyms.contains("\($0.command) --\(option.name)")
        }
      ).option
      #expect(option.short == first.short, "\(command) --\(option.name)")
      #expect(option.kind == first.kind, "\(command) --\(option.name)")
      #expect(option.help == first.help, "\(command) --\(option.name)")
      #expect(option.isRepeated == first.isRepeated, "\(command) --\(option.name)")
    }
  }

  @Test func aLetterIsTheSameOptionOnEveryCommand() {
    var names: [Character: String] = ["h": "help"]
    for (command, option) in Self.options {
      guard let short = option.short else { continue }
      #expect(names[short] ?? option.name == option.name, "\(command) -\(short)")
      names[short] = option.name
    }
  }

  @Test func whatCountsWithoutAnOptionIsSaidInItsHelp() {
    for name in ["profile", "seed", "seeds", "threads", "format"] {
      for (command, option) in Self.options where option.name == name {
        #expect(option.otherwise != nil, "\(command) --\(name)")
      }
    }
    let recorded = RecordedTerminal()
    _ = Program.simrun.run(["replay", "--help"], on: recorded.terminal(columns: 100))
    #expect(recorded.output.contains("default: the scenario's own, or runbook)"))
  }
}
