/// Lays out help the way Swift programs do: OVERVIEW, USAGE, ARGUMENTS, OPTIONS, SUBCOMMANDS.
enum HelpText {
  /// The column at which descriptions start.
  private static let indent = 26
  /// A longer usage line sums up its options.
  private static let usageLimit = 78

  static func page(of program: Program, columns: Int) -> String {
    var rows = program.commands.map { command in
      row(
        command.name + (command.name == program.defaultCommand ? " (default)" : ""),
        command.abstract, columns)
    }
    rows.append(
      "\n  See '\(program.name) help <subcommand>' for detailed help.\n")
    let topics = program.topics.map { row("help \($0.name)", $0.abstract, columns) }
    return overview(program.abstract, program.discussion, columns)
      + "USAGE: \(usage(of: nil, in: program))\n\n"
      + section("OPTIONS", options([.versionFlag, .helpFlag], columns))
      + section("SUBCOMMANDS", rows)
      + section("TOPICS", topics).dropLast()
  }

  static func page(of command: any Command, in program: Program, columns: Int) -> String {
    let arguments = command.parameters.filter(\.isArgument)
    let named = command.parameters.filter { !$0.isArgument } + [.versionFlag, .helpFlag]
    return overview(command.abstract, command.discussion, columns)
      + "USAGE: \(usage(of: command, in: program))\n\n"
      + section("ARGUMENTS", arguments.map { row("<\($0.name)>", description(of: $0), columns) })
      + section("OPTIONS", options(named, columns)).dropLast()
  }

  /// The usage line of a command, or of the program itself.
  static func usage(of command: (any Command)?, in program: Program) -> String {
    guard let command else { return "\(program.name) <subcommand>" }
    let options = command.parameters.filter { !$0.isArgument }.map(\.usage)
    let arguments = command.parameters.filter(\.isArgument).map(\.usage)
    let full = ([program.name, command.name] + options + arguments).joined(separator: " ")
    guard full.count > usageLimit else { return full }
    return ([program.name, command.name, "[<options>]"] + arguments).joined(separator: " ")
  }

  private static func overview(_ abstract: String, _ discussion: String, _ columns: Int) -> String {
    var text = wrapped("OVERVIEW: " + abstract, columns: columns) + "\n"
    if !discussion.isEmpty { text += "\n" + wrapped(discussion, columns: columns) + "\n" }
    return text + "\n"
  }

  private static func section(_ title: String, _ rows: [String]) -> String {
    rows.isEmpty ? "" : "\(title):\n" + rows.joined() + "\n"
  }

  private static func options(_ parameters: [Parameter], _ columns: Int) -> [String] {
    parameters.map { parameter in
      let short = parameter.short.map { "-\($0), " } ?? ""
      return row(short + parameter.title, description(of: parameter), columns)
    }
  }

  /// The help of a parameter with what can be given and what counts otherwise.
  private static func description(of parameter: Parameter) -> String {
    var remarks: [String] = []
    switch parameter.values {
    case .words(let words): remarks.append("values: \(words.joined(separator: ", "))")
    case .wordsOrFile(let words):
      remarks.append("values: \(words.joined(separator: ", ")), or a file")
    default: break
    }
    if let text = parameter.defaultText ?? parameter.otherwise {
      remarks.append("default: \(text)")
    }
    return parameter.help + (remarks.isEmpty ? "" : " (\(remarks.joined(separator: "; ")))")
  }

  private static func row(_ label: String, _ text: String, _ columns: Int) -> String {
    let lines = wrapped(text, columns: columns - indent).split(separator: "\n")
    let margin = String(repeating: " ", count: indent)
    let body = lines.joined(separator: "\n" + margin)
    let head = "  " + label
    return head.count < indent
      ? head.padded(to: indent) + body + "\n" : head + "\n" + margin + body + "\n"
  }

  /// Breaks lines between words; keeps the line breaks and the indents that are there.
  static func wrapped(_ text: String, columns: Int) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      guard line.count > columns else { return String(line) }
      let margin = String(line.prefix { $0 == " " })
      var result = margin
      var width = margin.count
      for word in line.split(separator: " ") {
        if width + word.count + 1 > columns, width > margin.count {
          result += "\n" + margin
          width = margin.count
        }
        if width > margin.count {
          result += " "
          width += 1
        }
        result += word
        width += word.count
      }
      return result
    }.joined(separator: "\n")
  }
}

extension String {
  /// The text with spaces behind it up to a width in characters.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
