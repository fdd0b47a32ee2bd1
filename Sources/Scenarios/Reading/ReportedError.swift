/// An error that is the user's to see: it knows its own text and the program's exit code.
public protocol ReportedError: Error, Sendable {
  var exitCode: ExitCode { get }

  /// The whole text for the terminal, with its final line break.
  func report(colours: Bool) -> String
}

/// The few terminal styles of an error report, or none of them.
struct Paint {
  private let isOn: Bool

  init(_ isOn: Bool) { self.isOn = isOn }

  func bold(_ text: String) -> String { code("1", text) }
  func error(_ text: String) -> String { code("1;31", text) }
  func note(_ text: String) -> String { code("1;36", text) }
  func help(_ text: String) -> String { code("1;32", text) }
  func faint(_ text: String) -> String { code("2", text) }

  private func code(_ number: String, _ text: String) -> String {
    isOn ? "\u{1B}[\(number)m\(text)\u{1B}[0m" : text
  }
}
