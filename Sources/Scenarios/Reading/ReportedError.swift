/// An error that is the user's to see: it knows its own text and the program's exit code.
public protocol ReportedError: Error, Sendable {
  var exitCode: ExitCode { get }

  /// The whole text for the terminal, with its final line break.
  func report(colours: Bool) -> String
}
