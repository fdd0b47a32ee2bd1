/// All mistakes found in the files of one scenario, in the order of their places.
public struct DiagnosticList: ReportedError, Equatable {
  /// More would scroll the first one, usually the cause of the rest, off the screen.
  public static let maximumCount = 20

  public let diagnostics: [Diagnostic]
  /// Mistakes found beyond the first `maximumCount`.
  public let omitted: Int

  public init(_ diagnostics: [Diagnostic], omitted: Int = 0) {
    precondition(!diagnostics.isEmpty, "A list of diagnostics has at least one.")
    self.diagnostics = Array(diagnostics.prefix(Self.maximumCount))
    self.omitted = omitted + max(0, diagnostics.count - Self.maximumCount)
  }

  public var exitCode: ExitCode { .badData }

  public func report(colours: Bool) -> String {
    var text = diagnostics.map { $0.report(colours: colours) }.joined()
    if omitted > 0 { text += "and \(omitted) more\n" }
    return text
  }
}
