/// `help`: the page of a command, of a topic, or of the program.
public struct HelpCommand: Command {
  public let name = "help"
  public let abstract = "Show help for a subcommand or a topic."
  public let parameters = [
    Parameter.argument("subcommand", isRequired: false, "The subcommand or topic to explain.")
  ]

  public init() {}

  public func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
    let program = parsed.program
    let columns = terminal.columns
    guard let name = parsed.text("subcommand") else {
      try terminal.write(HelpText.page(of: program, columns: columns))
      return .success
    }
    if let command = program.command(named: name) {
      try terminal.write(HelpText.page(of: command, in: program, columns: columns))
      return .success
    }
    if let topic = program.topics.first(where: { $0.name == name }) {
      try terminal.write(topic.abstract + "\n\n" + topic.text)
      return .success
    }
    let names = program.commands.map(\.name) + program.topics.map(\.name)
    throw UsageError(
      "There is no help on '\(VisibleText.of(name))'." + UsageError.question(for: name, in: names))
  }
}

/// `version`: the version alone on a line.
public struct VersionCommand: Command {
  public let name = "version"
  public let abstract = "Show the version."

  public init() {}

  public func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
    try terminal.print(parsed.program.version)
    return .success
  }
}

/// `completions`: a script that teaches a shell this program's words.
public struct CompletionsCommand: Command {
  public let name = "completions"
  public let abstract = "Print a completion script for a shell."
  public let discussion = """
    To use it in this shell or for good:

      bash:  source <(simrun completions bash)
      zsh:   simrun completions zsh > "${fpath[1]}/_simrun"
      fish:  simrun completions fish > ~/.config/fish/completions/simrun.fish
    """
  public let parameters = [
    Parameter.argument(
      "shell", values: .words(CompletionScript.Shell.allCases.map(\.rawValue)),
      "The shell that reads the script.")
  ]

  public init() {}

  public func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
    guard let shell = parsed.choice("shell", as: CompletionScript.Shell.self) else {
      throw UsageError("Missing expected argument '<shell>'.")
    }
    try terminal.write(CompletionScript.text(for: shell, of: parsed.program))
    return .success
  }
}
