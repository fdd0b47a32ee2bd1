extension CompletionScript {
  static func zsh(_ program: Program) -> String {
    let commands = program.commands.map { command in
      "    \(quoted("\(command.name):\(command.abstract)"))\n"
    }
    let common = [Parameter.versionFlag, .helpFlag].map { row($0, HelpCommand(), program) }
    return """
      #compdef \(program.name)
      # Completion of \(program.name) for zsh.
      _\(program.name)() {
        local -a commands
        commands=(
      \(commands.joined())  )
        if (( CURRENT == 2 )); then
          _describe 'subcommand' commands
          _arguments \(common.joined(separator: " "))
          return
        fi
        local command="${words[2]}"
        shift words
        (( CURRENT-- ))
        case "$command" in
      \(program.commands.map { zsh($0, program) }.joined())  esac
      }
      if [[ "${funcstack[1]}" == "_\(program.name)" ]]; then
        _\(program.name) "$@"
      else
        compdef _\(program.name) \(program.name)
      fi

      """
  }

  private static func zsh(_ command: any Command, _ program: Program) -> String {
    var rows: [String] = []
    for option in options(of: command) {
      rows.append(row(option, command, program))
    }
    for argument in command.parameters where argument.isArgument {
      let place = argument.isRepeated ? "*" : argument.isRequired ? "" : ":"
      let action = action(values(of: argument, command: command, program))
      rows.append(quoted("\(place):\(escaped(argument.name)):\(action)"))
    }
    return "  \(command.name))\n    _arguments -s \\\n      "
      + rows.joined(separator: " \\\n      ") + "\n    ;;\n"
  }

  private static func row(
    _ option: Parameter, _ command: any Command, _ program: Program
  ) -> String {
    var text = "[\(escaped(option.help))]"
    var sign = ""
    if case .option(let value) = option.kind {
      sign = "="
      text += ":\(escaped(value)):\(action(values(of: option, command: command, program)))"
    }
    let repeats = option.isRepeated ? "*" : ""
    guard let short = option.short else {
      return quoted("\(repeats)--\(option.name)\(sign)\(text)")
    }
    let excluded = option.isRepeated ? "*" : "(-\(short) --\(option.name))"
    let plus = sign.isEmpty ? "" : "+"
    return quoted(excluded) + "{-\(short)\(plus),--\(option.name)\(sign)}" + quoted(text)
  }

  private static func action(_ values: Parameter.Values) -> String {
    switch values {
    case .any: " "
    case .words(let words): "(\(words.joined(separator: " ")))"
    case .files: "_files"
    case .folders: "_files -/"
    }
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      if "[]:\\".contains(character) { result += "\\" }
      result.append(character)
    }
    return result
  }
}
