import Foundation
import Testing

/// A text file of examples: after `===` an input, after `---` what the program makes of it.
///
/// With `REWRITE_TRANSCRIPTS` in the environment the answers are written instead of compared.
struct Transcript {
  private struct Example {
    let input: String
    let answer: String
  }

  private let path: String
  private let examples: [Example]

  /// Reads `Transcripts/<name>.txt`.
  init(_ name: String) throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    path = folder.appendingPathComponent("Transcripts/\(name).txt").path
    let text = try String(contentsOfFile: path, encoding: .utf8)
    examples = text.split(separator: "===\n").map { example in
      let parts = example.split(separator: "---\n", maxSplits: 1, omittingEmptySubsequences: false)
      return Example(
        input: String(parts[0].dropLast()), answer: parts.count == 2 ? String(parts[1]) : "")
    }
  }

  /// Gives every input to `answer` and compares; an answer ends with a line break.
  func expect(atLeast count: Int, answer: (String) -> String) throws {
    #expect(examples.count >= count)
    let answers = examples.map { answer($0.input) }
    if ProcessInfo.processInfo.environment["REWRITE_TRANSCRIPTS"] != nil {
      let text = zip(examples, answers).map { "===\n\($0.input)\n---\n\($1)" }.joined()
      try text.write(toFile: path, atomically: true, encoding: .utf8)
      return
    }
    for (example, answer) in zip(examples, answers) {
      #expect(answer == example.answer, "for the input:\n\(example.input)")
    }
  }
}
