/// Terminal styles, or none of them where escape codes are not wanted.
public struct Paint: Sendable {
  public let isOn: Bool

  public init(_ isOn: Bool) { self.isOn = isOn }

  public func bold(_ text: String) -> String { code("1", text) }
  public func faint(_ text: String) -> String { code("2", text) }
  public func green(_ text: String) -> String { code("32", text) }

  func error(_ text: String) -> String { code("1;31", text) }
  func note(_ text: String) -> String { code("1;36", text) }
  func help(_ text: String) -> String { code("1;32", text) }

  /// An error at a place and what would be right, on a line each.
  func error(_ message: String, at place: String, help text: String) -> String {
    bold("\(place): ") + error("error: ") + bold(message) + "\n" + help("help: ") + text + "\n"
  }

  private func code(_ number: String, _ text: String) -> String {
    isOn ? "\u{1B}[\(number)m\(text)\u{1B}[0m" : text
  }

  /// Whether a stream should carry escape codes: `NO_COLOR` forbids them, `CLICOLOR_FORCE` asks
  /// for them, otherwise a terminal gets them unless `CLICOLOR` is 0 or `TERM` is dumb.
  ///
  /// Source: https://no-color.org and https://bixense.com/clicolors
  static func isWanted(environment: [String: String], isTerminal: Bool) -> Bool {
    if environment["NO_COLOR"].map({ !$0.isEmpty }) ?? false { return false }
    if let force = environment["CLICOLOR_FORCE"], !force.isEmpty, force != "0" { return true }
    return isTerminal && environment["CLICOLOR"] != "0" && environment["TERM"] != "dumb"
  }
}
