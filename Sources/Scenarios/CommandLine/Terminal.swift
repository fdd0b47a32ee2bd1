import Foundation

/// Where results and remarks go: results to the standard output, everything else beside it.
///
/// Not for use from several threads at once.
public final class Terminal {
  private let output: TextStream
  private let errors: TextStream
  private var status = ""

  /// False once the program at the other end of the pipe has read enough: results are dropped from
  /// then on, and what the exit code says is still to be found out.
  public private(set) var hasReader = true
  /// Columns for wrapped text: the terminal's, at most 100, or 80 when there is none.
  public let columns: Int
  public let paint: Paint
  public let errorPaint: Paint

  public init(
    output: TextStream, errors: TextStream, environment: [String: String] = [:],
    columns: Int? = nil
  ) {
    self.output = output
    self.errors = errors
    self.columns = min(max(columns ?? 80, 40), 100)
    paint = Paint(Paint.isWanted(environment: environment, isTerminal: output.isTerminal))
    errorPaint = Paint(Paint.isWanted(environment: environment, isTerminal: errors.isTerminal))
  }

  /// The process's own streams; a closed pipe and a file that may not grow become errors instead
  /// of signals.
  public static func standard() -> Terminal {
    for number in [SIGPIPE, SIGXFSZ] { signal(number, SIG_IGN) }
    var environment: [String: String] = [:]
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "TERM", "COLUMNS"] {
      if let value = getenv(name) { environment[name] = String(cString: value) }
    }
    return Terminal(
      output: TextStream(descriptor: STDOUT_FILENO), errors: TextStream(descriptor: STDERR_FILENO),
      environment: environment,
      columns: environment["COLUMNS"].flatMap { Int($0) } ?? windowColumns())
  }

  /// Writes a result as a line.
  public func print(_ line: String = "") throws(OutputFailure) {
    try write(line + "\n")
  }

  /// Writes a result as it is.
  public func write(_ text: String) throws(OutputFailure) {
    hideStatus()
    try whileRead { () throws(OutputFailure) in try output.write(text) }
  }

  /// Writes a line for the person, not the program, that reads along.
  public func note(_ line: String) { noteAsIs(line + "\n") }

  /// Shows an error as it describes itself.
  public func report(_ error: any ReportedError) {
    noteAsIs(error.report(colours: errorPaint.isOn))
  }

  /// Writes what is still collected.
  public func flush() throws(OutputFailure) {
    hideStatus()
    try whileRead { () throws(OutputFailure) in try output.flush() }
  }

  private func whileRead(_ body: () throws(OutputFailure) -> Void) throws(OutputFailure) {
    guard hasReader else { return }
    do {
      try body()
    } catch {
      guard error == .readerLeft else { throw error }
      hasReader = false
    }
  }

  /// True when somebody watches, so that a status line makes sense.
  public var showsStatus: Bool { errors.isTerminal }

  /// Shows one line that disappears with the next text; an empty one clears it.
  public func showStatus(_ line: String) {
    guard showsStatus, line != status else { return }
    let cut = line.count < columns ? line : line.prefix(columns - 2) + "…"
    status = line
    put("\r\u{1B}[2K" + cut)
  }

  private func hideStatus() { showStatus("") }

  private func noteAsIs(_ text: String) {
    hideStatus()
    try? output.flush()
    put(text)
  }

  /// Remarks that cannot be written are lost: there is no place left to say so.
  private func put(_ text: String) {
    try? errors.write(text)
    try? errors.flush()
  }

  private static func windowColumns() -> Int? {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }
}
