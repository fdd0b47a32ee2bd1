import Foundation

/// A text file of examples: after `===` an input, after `---` what the program makes of it.
///
/// What stands before the first `===` is for readers. With `REWRITE_TRANSCRIPTS` in the environment
/// the answers are written instead of compared.
public struct Transcript {
  private struct Example {
    let input: String
    let answer: String
  }

  private let path: String
  /// What stands before the examples.
  public let foreword: String
  private let examples: [Example]

  /// Reads `Transcripts/<name>.txt` of the test target that a file belongs to.
  public init(_ name: String, of file: String = #filePath) throws {
    path = Self.folder(of: file) + "/\(name).txt"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let parts = text.split(separator: "===\n", omittingEmptySubsequences: false)
    foreword = String(parts[0])
    examples = parts.dropFirst().map { example in
      let parts = example.split(separator: "---\n", maxSplits: 1, omittingEmptySubsequences: false)
      return Example(
        input: String(parts[0].dropLast()), answer: parts.count == 2 ? String(parts[1]) : "")
    }
  }

  /// The names of the transcripts in `Transcripts/<folder>`, in order.
  public static func names(in folder: String, of file: String = #filePath) -> [String] {
    let files = try? FileManager.default.contentsOfDirectory(
      atPath: Self.folder(of: file) + "/" + folder)
    return (files ?? []).filter { $0.hasSuffix(".txt") }.map { "\(folder)/\($0.dropLast(4))" }
      .sorted()
  }

  /// The folder of the transcripts of a file's test target.
  public static func folder(of file: String = #filePath) -> String {
    let parts = file.components(separatedBy: "/Tests/")
    return "\(parts[0])/Tests/\(parts[1].prefix { $0 != "/" })/Transcripts"
  }

  /// Gives every input to `answer` and says where the answer, which ends with a line break, is not
  /// that of the file.
  public func differences(
    atLeast count: Int, answer: (String) throws -> String
  ) throws -> [String] {
    guard examples.count >= count else { return ["\(path) has \(examples.count) examples"] }
    let answers = try examples.map { try answer($0.input) }
    if ProcessInfo.processInfo.environment["REWRITE_TRANSCRIPTS"] != nil {
      let pairs = zip(examples, answers).map { "===\n\($0.input)\n---\n\($1)" }
      try (foreword + pairs.joined()).write(toFile: path, atomically: true, encoding: .utf8)
      return []
    }
    return zip(examples, answers).filter { $0.answer != $1 }.map { example, answer in
      "for the input:\n\(example.input)\nthe answer is:\n\(answer)and not:\n\(example.answer)"
    }
  }
}
