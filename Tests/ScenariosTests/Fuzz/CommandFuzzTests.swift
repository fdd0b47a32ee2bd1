import Foundation
import Testing

@testable import Scenarios
@testable import simrun

/// No file and no option stops the program: every command ends with an exit code and says why.
///
/// `SIMRUN_FUZZ=N` sets the number of inputs, `SIMRUN_FUZZ_FROM` the first seed, and
/// `SIMRUN_FUZZ_PROGRAM` a built program to run them with, as `.ci/fuzz` does.
@Suite("Fuzz of every command", .serialized) struct CommandFuzzTests {
  private static let environment = ProcessInfo.processInfo.environment
  /// Within a test run for all, no longer than this.
  private static let patience: Duration = .seconds(15)

  @Test(
    "damaged files and options end with documented exit codes, and nothing of them is printed raw")
  func everyInputEndsWell() throws {
    let first = UInt64(Self.environment["SIMRUN_FUZZ_FROM"] ?? "") ?? 1
    let wanted = UInt64(Self.environment["SIMRUN_FUZZ"] ?? "")
    let program = Self.environment["SIMRUN_FUZZ_PROGRAM"]
    let written = try FuzzFiles.Written()
    let started = ContinuousClock.now
    var codes: [Int32: Int] = [:]
    for seed in first..<first + (wanted ?? 400) {
      if wanted == nil, ContinuousClock.now - started > Self.patience { break }
      if (seed - first) % 25 == 0 { Self.say("fuzz: seeds from \(seed)") }
      try withFolder { folder in
        let input = try FuzzInput(seed: seed, in: folder.path, written)
        for (name, bytes) in input.files {
          try Data(bytes).write(to: folder.appendingPathComponent(name))
        }
        let result =
          try program.map { try Self.run(input.words, with: $0) } ?? Self.run(input.words)
        codes[result.code, default: 0] += 1
        let line = input.words.joined(separator: " ")
        #expect(
          ExitCode(rawValue: result.code) != nil, "seed \(seed), code \(result.code): \(line)")
        let said = result.output + result.errors
        #expect(
          !said.unicodeScalars.contains { VisibleText.isHidden($0) && $0 != "\n" },
          "seed \(seed): \(line)")
        #expect(!said.contains("\n=INJECTED"), "seed \(seed): \(line)")
        if result.code > ExitCode.undecided.rawValue {
          #expect(!result.errors.isEmpty, "seed \(seed): \(line)")
        }
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(!left.contains { $0.hasPrefix(".simrun-") }, "seed \(seed): \(line)")
      }
    }
    Self.say(
      "fuzz: exit codes \(codes.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" })")
    if wanted == nil { #expect(codes.count >= 4) }
  }

  private typealias Result = (code: Int32, output: String, errors: String)

  /// Says it at once, because what follows may end the process.
  private static func say(_ line: String) {
    FileHandle.standardError.write(Data((line + "\n").utf8))
  }

  private static func run(_ words: [String]) -> Result {
    let recorded = RecordedTerminal()
    let code = Program.simrun.run(words, on: recorded.terminal())
    return (code.rawValue, recorded.output, recorded.errors)
  }

  private static func run(_ words: [String], with program: String) throws -> Result {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/timeout")
    process.arguments = ["60", program] + words
    let (output, errors) = (Pipe(), Pipe())
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    // One after the other is enough: errors are few.
    let said = output.fileHandleForReading.readDataToEndOfFile()
    let reported = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let code = process.terminationReason == .exit ? process.terminationStatus : 128
    return (code, String(decoding: said, as: UTF8.self), String(decoding: reported, as: UTF8.self))
  }
}
