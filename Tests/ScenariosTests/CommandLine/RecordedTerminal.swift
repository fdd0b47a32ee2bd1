import Scenarios

/// A terminal that keeps what is written to it.
final class RecordedTerminal {
  private(set) var output = ""
  private(set) var errors = ""
  /// The number of the system error that the next write to the output meets; 0 for none.
  var outputError: Int32 = 0

  func terminal(
    isTerminal: Bool = false, environment: [String: String] = [:], columns: Int? = nil
  ) -> Terminal {
    Terminal(
      output: TextStream(isTerminal: isTerminal) { [self] bytes in
        if outputError == 0 { output += String(decoding: bytes, as: UTF8.self) }
        return outputError
      },
      errors: TextStream(isTerminal: isTerminal) { [self] bytes in
        errors += String(decoding: bytes, as: UTF8.self)
        return 0
      }, environment: environment, columns: columns)
  }
}
