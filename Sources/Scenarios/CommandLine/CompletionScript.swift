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

  /// The spellings of an option: `--output` and `-o`.
  static func spellings(of parameter: Parameter) -> [String] {
    ["--\(parameter.name)"] + (parameter.short.map { ["-\($0)"] } ?? [])
  }

  /// A text inside single quotes, as bash and zsh read it.
  static func quoted(_ text: String) -> String {
    "'" + text.replacing("'", with: "'\\''") + "'"
  }
}
