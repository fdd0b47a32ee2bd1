/// One verb of the program, with everything that its help, its parser and the shell need.
///
/// Programs list their commands; nothing else has to know a new one.
public protocol Command: Sendable {
  var name: String { get }
  /// One sentence for the list of subcommands.
  var abstract: String { get }
  /// Paragraphs below the sentence in the command's own help.
  var discussion: String { get }
  var parameters: [Parameter] { get }

  /// Does the work; results go to `terminal.print`, a `ReportedError` ends it with its exit code.
  ///
  /// Read all of `parsed` before the first result, because reading a value can find it wrong.
  func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode
}

extension Command {
  public var discussion: String { "" }
  public var parameters: [Parameter] { [] }
}
