import Foundation
import Testing

@testable import Scenarios
@testable import simrun

/// What bash offers behind the words of a command line, by running its script.
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/bin/bash")))
struct BashCompletionTests {
  /// The words of each line as bash divides them: an equals sign is a word of its own.
  @Test(arguments: [
    ("simrun replay --set worker.resu", "worker.resume="),
    ("simrun replay --set worker.resume =", "start cursor"),
    ("simrun test --set worker.resume = c", "cursor"),
    ("simrun sweep --set = gateway.ord", "gateway.order="),
    ("simrun fleet --set = worker.resume = s", "start"),
    ("simrun mend --set worker.resume=c", "worker.resume=cursor"),
    ("simrun diff --set worker.refresh-on-401 = t", "true"),
    ("simrun replay --set worker.retries =", ""), ("simrun test --format = ju", "junit"),
  ])
  func bash(_ line: String, _ expected: String) throws {
    let script = """
      \(CompletionScript.text(for: .bash, of: .simrun))
      compopt() { :; }
      COMP_WORDS=($1)
      COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
      _simrun
      echo "${COMPREPLY[*]}"
      """
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["--norc", "-c", script, "bash", line]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(text == expected + "\n")
  }
}
