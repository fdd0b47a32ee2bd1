/// Shell scripts that complete a program's commands, options and values, from its declarations.
public enum CompletionScript {
  public enum Shell: String, CaseIterable, Sendable {
    case bash
    case zsh
    case fish
  }

  public static func text(for shell: Shell, of program: Program) -> String {
    switch shell {
    case .bash: bash(program)
    case .zsh: zsh(program)
    case .fish: fish(program)
    }
  }

  /// The options of a command and those that every command has.
  static func options(of command: any Command) -> [Parameter] {
    command.parameters.filter { !$0.isArgument } + [.versionFlag, .helpFlag]
  }

  /// What a parameter can be; that of `help` is a command or a topic.
  static func values(of parameter: Parameter, command: any Command, _ program: Program)
    -> Parameter.Values
  {
    guard command is HelpCommand, parameter.isArgument else { return parameter.values }
    return .words(program.commands.map(\.name) + program.topics.map(\.name))
  }

  /// The settings that any option of the program takes, each once.
  static func settings(of program: Program) -> [Parameter.Setting] {
    var settings: [Parameter.Setting] = []
    for parameter in program.commands.flatMap(\.parameters) {
      guard case .settings(let list) = parameter.values else { continue }
      settings += list.filter { new in !settings.contains { $0.name == new.name } }
    }
    return settings
  }

  /// Settings whose values are words: names that have the same ones, with them.
  static func words(
    of settings: [Parameter.Setting]
  ) -> [(names: [String], words: [String])] {
    var groups: [(names: [String], words: [String])] = []
    for setting in settings where !setting.words.isEmpty {
      if let index = groups.firstIndex(where: { $0.words == setting.words }) {
        groups[index].names.append(setting.name)
      } else {
        groups.append(([setting.name], setting.words))
      }
    }
    return groups
  }

  /// The spellings of an option: `--output` and `-o`.
  static func spellings(of parameter: Parameter) -> [String] {
    ["--\(parameter.name)"] + (parameter.short.map { ["-\($0)"] } ?? [])
  }

  /// A text inside single quotes, as bash and zsh read it.
  static func quoted(_ text: String) -> String {
    "'" + text.replacing("'", with: "'\\''") + "'"
  }
}
