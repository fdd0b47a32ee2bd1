import Foundation
import Synchronization
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
    let written = try FuzzFiles.Written()
    let started = ContinuousClock.now
    let end = first + (wanted ?? 400)
    var tally = Tally()
    let step: UInt64 = wanted == nil ? 5 : 25
    for start in stride(from: first, to: end, by: UInt64.Stride(step)) {
      if wanted == nil, ContinuousClock.now - started > Self.patience { break }
      Self.say("fuzz: seeds from \(start)")
      tally.add(Self.tally(start..<min(end, start + step), written))
    }
    let codes = tally.codes.sorted { $0.key < $1.key }.map { "\($0.value) × \($0.key)" }
    Self.say("fuzz: exit codes \(codes.joined(separator: ", "))")
    #expect(tally.problems.isEmpty, "\(tally.problems.joined(separator: "\n"))")
    if wanted == nil { #expect(tally.codes.count >= 4) }
  }

  private struct Tally: Sendable {
    var codes: [Int32: Int] = [:]
    var problems: [String] = []

    mutating func add(_ other: Tally) {
      codes.merge(other.codes, uniquingKeysWith: +)
      problems += other.problems
    }
  }

  /// Runs the inputs of these seeds: those for a built program on all cores, others one by one.
  private static func tally(_ seeds: Range<UInt64>, _ written: FuzzFiles.Written) -> Tally {
    let program = environment["SIMRUN_FUZZ_PROGRAM"]
    let tally = Mutex(Tally())
    @Sendable func run(_ seed: UInt64) {
      let one = Self.tally(seed, written, program)
      for problem in one.problems { say("fuzz: " + problem) }
      tally.withLock { $0.add(one) }
    }
    if program == nil {
      for seed in seeds { run(seed) }
    } else {
      DispatchQueue.concurrentPerform(iterations: seeds.count) {
        run(seeds.lowerBound + UInt64($0))
      }
    }
    return tally.withLock { $0 }
  }

  private static func tally(
    _ seed: UInt64, _ written: FuzzFiles.Written, _ program: String?
  ) -> Tally {
    var tally = Tally()
    do {
      try withFolder { folder in
        let input = try FuzzInput(seed: seed, in: folder.path, written)
        for (name, bytes) in input.files {
          try Data(bytes).write(to: folder.appendingPathComponent(name))
        }
        let result =
          try program.map { try Self.run(input.words, with: $0) } ?? Self.run(input.words)
        tally.codes[result.code] = 1
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        tally.problems = problems(result, left).map {
          "seed \(seed): \($0): \(input.words.joined(separator: " "))"
        }
        if !tally.problems.isEmpty { try keep(folder, seed) }
      }
    } catch {
      tally.problems.append("seed \(seed): \(error)")
    }
    return tally
  }

  /// Keeps the files of an input that went wrong.
  private static func keep(_ folder: URL, _ seed: UInt64) throws {
    let kept = FileManager.default.temporaryDirectory.appendingPathComponent("simrun-fuzz-\(seed)")
    try? FileManager.default.removeItem(at: kept)
    try FileManager.default.copyItem(at: folder, to: kept)
  }

  private static func problems(_ result: Result, _ left: [String]) -> [String] {
    var problems: [String] = []
    let said = result.output + result.errors
    if ExitCode(rawValue: result.code) == nil { problems.append("exit code \(result.code)") }
    if said.unicodeScalars.contains(where: { VisibleText.isHidden($0) && $0 != "\n" }) {
      problems.append("something hidden is printed")
    }
    if said.contains("\n=INJECTED") { problems.append("a line of a file is printed as a line") }
    if result.code > ExitCode.undecided.rawValue, result.errors.isEmpty {
      problems.append("exit code \(result.code) without a word")
    }
    if left.contains(where: { $0.hasPrefix(".simrun-") }) { problems.append("a half file is left") }
    return problems
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
