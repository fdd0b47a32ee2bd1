/// A command line that cannot be understood, exit code 64.
public struct UsageError: ReportedError, Equatable {
  public let message: String
  /// The usage line and where to read on; empty until the command is known.
  let usage: String

  public init(_ message: String) { self.init(message, usage: "") }

  private init(_ message: String, usage: String) {
    self.message = message
    self.usage = usage
  }

  public var exitCode: ExitCode { .usage }

  public func report(colours: Bool) -> String {
    Paint(colours).error("Error: ") + VisibleText.ofLines(message) + "\n" + usage
  }

  /// The same error with the usage line of a command, or of the program itself.
  func explained(by program: Program, command: (any Command)?) -> UsageError {
    guard usage.isEmpty else { return self }
    let line = HelpText.usage(of: command, in: program)
    let words = [program.name, command?.name, "--help"].compactMap(\.self)
    let more = "  See '\(words.joined(separator: " "))' for more information.\n"
    return UsageError(message, usage: "Usage: \(line)\n\(more)")
  }

  /// " Did you mean 'x'?", or nothing.
  static func question(for word: String, in candidates: some Sequence<String>) -> String {
    Suggestion.closest(to: word, in: candidates).map { " Did you mean '\($0)'?" } ?? ""
  }
}
