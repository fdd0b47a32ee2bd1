/// What the program says to its caller; the numbers from 64 on are those of `sysexits.h`.
public enum ExitCode: Int32, CaseIterable, Sendable {
  case success = 0
  case broken = 1
  case undecided = 2
  case usage = 64
  case badData = 65
  case noInput = 66
  case cannotWrite = 74
  case tryAgain = 75

  public var meaning: String {
    switch self {
    case .success: "All expectations and invariants hold."
    case .broken: "An expectation or an invariant is broken."
    case .undecided:
      "Undecided: an event limit was hit, a property never exercised, or 'test' finds nothing expected."
    case .usage: "The command line is wrong."
    case .badData: "An input file is wrong; 'test' and 'validate' still go on with the others."
    case .noInput: "An input file is missing or cannot be read."
    case .cannotWrite: "An output cannot be written."
    case .tryAgain: "A temporary failure: try again."
    }
  }
}
