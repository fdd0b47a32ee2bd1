/// There is something of an earlier run at an output, or another process is at it.
struct OutputTaken: ReportedError, Equatable {
  let path: String
  let message: String
  let help: String
  let exitCode: ExitCode

  static func busy(_ path: String) -> Self {
    Self(
      path: path, message: "another process writes this sweep",
      help: "wait for it, or choose another --output", exitCode: .tryAgain)
  }

  static func interruptedSweep(_ path: String, rows: Int) -> Self {
    Self(
      path: path, message: "an interrupted sweep has left \(rows) rows here",
      help: "add --resume to go on with them, or remove the file to begin again",
      exitCode: .cannotWrite)
  }

  static func interruptedHunt(_ path: String, jobs: Int) -> Self {
    Self(
      path: path, message: "an interrupted hunt has left \(counted(jobs, "piece")) of its work",
      help: "go on with --resume, or remove the file", exitCode: .usage)
  }

  func report(colours: Bool) -> String {
    Paint(colours).error(message, at: VisibleText.of(path), help: help)
  }
}
