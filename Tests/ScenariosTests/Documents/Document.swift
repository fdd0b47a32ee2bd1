import Foundation

/// A Markdown file of the repository as its blocks of code, with the commands in them.
struct Document {
  /// A block of code: fenced, or indented by four spaces.
  struct Block: Equatable {
    /// Number of its first line in the file, from 1.
    var line: Int
    /// What stands behind the fence.
    var language = ""
    /// What the comments just before it say, such as "long" or "file: first.jsonc".
    var marks: [String] = []
    var lines: [String] = []

    func mark(_ name: String) -> String? {
      marks.first { $0.hasPrefix(name + ":") }.map {
        $0.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces)
      }
    }
  }

  /// A command as it is written, and what is shown of its output.
  struct Command: Equatable {
    var place: String
    var words: [String]
    /// Whether it is only parsed: it takes too long for a test.
    var isLong = false
    /// Whether only the tests of a release build run it.
    var isSlow = false
    /// Lines of its output; nil where none is shown.
    var shown: [String]?
  }

  let name: String
  let blocks: [Block]

  init(name: String, text: String) {
    self.name = name
    var blocks: [Block] = []
    var block: Block?
    var fence: String?
    var marks: [String] = []
    var isAfterText = false
    for (index, line) in text.components(separatedBy: "\n").enumerated() {
      let trimmed = line.trimmingCharacters(in: .whitespaces)
      if fence != nil {
        if trimmed == "```" {
          blocks.append(block!)
          (block, fence) = (nil, nil)
        } else {
          block!.lines.append(line)
        }
        continue
      }
      let isIndented = line.hasPrefix("    ") && !trimmed.isEmpty
      if block != nil, !isIndented, !trimmed.isEmpty || trimmed.hasPrefix("```") {
        blocks.append(block!)
        block = nil
      }
      if trimmed.hasPrefix("```") {
        fence = trimmed
        block = Block(line: index + 2, language: String(trimmed.dropFirst(3)), marks: marks)
        marks = []
      } else if trimmed.hasPrefix("<!--"), trimmed.hasSuffix("-->") {
        marks.append(trimmed.dropFirst(4).dropLast(3).trimmingCharacters(in: .whitespaces))
      } else if isIndented, block != nil || !isAfterText {
        if block == nil { block = Block(line: index + 1, marks: marks) }
        block!.lines.append(trimmed)
        marks = []
      } else if !trimmed.isEmpty {
        marks = []
      }
      isAfterText = !trimmed.isEmpty && block == nil && fence == nil
    }
    if let block { blocks.append(block) }
    self.blocks = blocks
  }

  /// The files that examples of it give a name to.
  var files: [(name: String, text: String)] {
    blocks.compactMap { block in
      block.mark("file").map { ($0, block.lines.joined(separator: "\n") + "\n") }
    }
  }

  /// The calls of the program, in order.
  var commands: [Command] { blocks.flatMap { commands(in: $0) } }

  private func commands(in block: Block) -> [Command] {
    let (isLong, isSlow) = (block.marks.contains("long"), block.marks.contains("slow"))
    func command(_ line: String, at number: Int) -> Command? {
      Self.words(of: line).map {
        Command(place: "\(name):\(number)", words: $0, isLong: isLong, isSlow: isSlow)
      }
    }
    if let written = block.mark("output of"), var found = command(written, at: block.line) {
      found.shown = block.lines
      return [found]
    }
    guard block.language.isEmpty || block.language == "sh" else { return [] }
    var found: [Command] = []
    for (index, line) in block.lines.enumerated() {
      guard line.isEmpty, !found.isEmpty else {
        if let next = command(line, at: block.line + index) { found.append(next) }
        continue
      }
      found[found.count - 1].shown = Array(block.lines[(index + 1)...])
      break
    }
    return found
  }

  /// The words behind the program's name; nil where a line calls another program.
  static func words(of line: String) -> [String]? {
    let names = ["swift run -c release simrun", ".build/release/simrun", "simrun"]
    for name in names where line == name || line.hasPrefix(name + " ") {
      var words = quotedWords(of: line.dropFirst(name.count))
      if let end = words.firstIndex(where: { ["#", ">", "|"].contains($0) }) {
        words.removeSubrange(end...)
      }
      return words
    }
    return nil
  }

  /// Words as a shell takes them: a space inside quotes does not end one.
  private static func quotedWords(of text: Substring) -> [String] {
    var words: [String] = []
    var isInside = false
    var isOpen = false
    for character in text {
      switch character {
      case "\"":
        isInside.toggle()
      case " " where !isInside:
        isOpen = false
        continue
      default: break
      }
      if !isOpen { words.append("") }
      isOpen = true
      if character != "\"" { words[words.count - 1].append(character) }
    }
    return words
  }

  /// The first line that is shown and not found in an output; nil when all are, in order.
  ///
  /// A line "…" or "..." stands for any lines, one that ends in " ..." for any rest;
  /// empty lines do not count.
  static func missing(_ shown: [String], in output: String) -> String? {
    var left = output.components(separatedBy: "\n").filter { !$0.isEmpty }[...]
    var maySkip = true
    for line in shown where !line.isEmpty {
      let trimmed = line.trimmingCharacters(in: .whitespaces)
      if trimmed == "…" || trimmed == "..." {
        maySkip = true
        continue
      }
      let wanted = line.hasSuffix(" ...") ? String(line.dropLast(4)) : nil
      func fits(_ found: String) -> Bool { wanted.map(found.hasPrefix) ?? (found == line) }
      guard let place = maySkip ? left.firstIndex(where: fits) : left.indices.first,
        fits(left[place])
      else { return line }
      left = left[(place + 1)...]
      maySkip = false
    }
    return nil
  }
}

extension Document {
  /// The README and everything in `docs`.
  static func all() throws -> [Document] {
    let folder = repositoryFolder + "/docs"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    return try (["README.md"] + names.filter { $0.hasSuffix(".md") }.map { "docs/" + $0 }).map {
      Document(
        name: $0, text: try String(contentsOfFile: repositoryFolder + "/" + $0, encoding: .utf8))
    }
  }
}
