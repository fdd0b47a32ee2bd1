/// The program as a whole: its commands, its help topics, and the way from words to a run.
public struct Program: Sendable {
  /// A page of `help` that belongs to no command.
  public struct Topic: Sendable {
    public let name: String
    public let abstract: String
    public let text: String

    public init(name: String, abstract: String, text: String) {
      self.name = name
      self.abstract = abstract
      self.text = text
    }
  }

  public let name: String
  public let version: String
  public let abstract: String
  public let discussion: String
  public let commands: [any Command]
  public let topics: [Topic]
  /// The command that runs when the first word is none; without it that shows the help.
  public let defaultCommand: String?

  public init(
    name: String, version: String, abstract: String, discussion: String = "",
    commands: [any Command], topics: [Topic] = [.exitCodes], defaultCommand: String? = nil
  ) {
    precondition(
      Set(commands.map(\.name)).count == commands.count, "Every command has its own name.")
    for command in commands {
      let names = command.parameters.map(\.name) + ["help", "version"]
      precondition(
        Set(names).count == names.count, "Every parameter of a command has its own name.")
    }
    self.name = name
    self.version = version
    self.abstract = abstract
    self.discussion = discussion
    self.commands = commands
    self.topics = topics
    self.defaultCommand = defaultCommand
  }

  public func command(named name: String) -> (any Command)? {
    commands.first { $0.name == name }
  }

  /// Runs the command that the words behind the program's name ask for.
  ///
  /// Reports every error on the terminal and returns the exit code; never throws.
  public func run(_ words: [String], on terminal: Terminal) -> ExitCode {
    do {
      let code = try dispatch(words, terminal)
      try terminal.flush()
      return code
    } catch let error as any ReportedError {
      try? terminal.flush()
      terminal.report(error)
      return error.exitCode
    } catch {
      preconditionFailure("A command throws reported errors only, not \(error).")
    }
  }

  private func dispatch(_ words: [String], _ terminal: Terminal) throws -> ExitCode {
    guard let first = words.first, !first.hasPrefix("-") else {
      return try runDefault(words, terminal)
    }
    guard let command = command(named: first) else { throw unknownSubcommand(first) }
    return try run(command, Array(words.dropFirst()), terminal)
  }

  private func runDefault(_ words: [String], _ terminal: Terminal) throws -> ExitCode {
    if let answer = try answer(words, command: nil, terminal) { return answer }
    if let command = defaultCommand.flatMap(command(named:)) {
      return try run(command, words, terminal)
    }
    guard let word = words.first else {
      try terminal.write(HelpText.page(of: self, columns: terminal.columns))
      return .success
    }
    let question = UsageError.question(for: word, in: ["--help", "--version"])
    throw UsageError("Unknown option '\(VisibleText.of(word))'.\(question)")
      .explained(by: self, command: nil)
  }

  private func run(
    _ command: any Command, _ words: [String], _ terminal: Terminal
  ) throws -> ExitCode {
    if let answer = try answer(words, command: command, terminal) { return answer }
    do {
      let parsed = try CommandLineParser.parse(words, for: command, of: self)
      return try command.run(parsed, terminal)
    } catch let error as UsageError {
      throw error.explained(by: self, command: command)
    }
  }

  /// Answers `--help` and `--version`, wherever they stand before a `--`.
  private func answer(
    _ words: [String], command: (any Command)?, _ terminal: Terminal
  ) throws -> ExitCode? {
    let options = words.prefix { $0 != "--" }
    if options.contains("--help") || options.contains("-h") {
      let columns = terminal.columns
      try terminal.write(
        command.map { HelpText.page(of: $0, in: self, columns: columns) }
          ?? HelpText.page(of: self, columns: columns))
      return .success
    }
    if options.contains("--version") {
      try terminal.print(version)
      return .success
    }
    return nil
  }

  private func unknownSubcommand(_ word: String) -> UsageError {
    var message = "Unknown subcommand '\(VisibleText.of(word))'."
    message += UsageError.question(for: word, in: commands.map(\.name))
    if let defaultCommand, word.contains("/") || word.contains(".") {
      let file = VisibleText.of(ShellWord.quote(word))
      message += " To name a file, write: \(name) \(defaultCommand) \(file)"
    }
    return UsageError(message).explained(by: self, command: nil)
  }
}

extension Program.Topic {
  /// The page behind `help exit-codes`.
  public static let exitCodes = Program.Topic(
    name: "exit-codes", abstract: "What the program's exit codes mean.",
    text: ExitCode.allCases.map { code in
      "  " + "\(code.rawValue)".padded(to: 4) + code.meaning + "\n"
    }.joined())
}
