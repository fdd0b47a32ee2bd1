extension CompletionScript {
  static func zsh(_ program: Program) -> String {
    let commands = program.commands.map { command in
      "    \(quoted("\(command.name):\(command.abstract)"))\n"
    }
    let common = [Parameter.versionFlag, .helpFlag].map { row($0, HelpCommand(), program) }
    let settings = settings(of: program)
    return """
      #compdef \(program.name)
      # Completion of \(program.name) for zsh.
      \(settings.isEmpty ? "" : zsh(settings, program))\
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

  /// Names of settings up to their `=`, and behind it their words.
  private static func zsh(_ settings: [Parameter.Setting], _ program: Program) -> String {
    let names = settings.map { "    \(quoted("\($0.name):\($0.help)"))\n" }
    let cases = words(of: settings).map { group in
      "    \(group.names.joined(separator: "|"))) "
        + "compadd -- \(group.words.map(ShellWord.quote).joined(separator: " ")) ;;\n"
    }
    return """
      _\(program.name)_settings() {
        if compset -P 1 '*='; then
          case "${${IPREFIX%=}##*=}" in
      \(cases.joined())    esac
          return
        fi
        local -a names
        names=(
      \(names.joined())  )
        _describe 'setting' names -S '='
      }

      """
  }

  private static func zsh(_ command: any Command, _ program: Program) -> String {
    var rows: [String] = []
    for option in options(of: command) {
      rows.append(row(option, command, program))
    }
    for argument in command.parameters where argument.isArgument {
      let place = argument.isRepeated ? "*" : argument.isRequired ? "" : ":"
      let action = action(values(of: argument, command: command, program), program)
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
      text += ":\(escaped(value)):\(action(values(of: option, command: command, program), program))"
    }
    let repeats = option.isRepeated ? "*" : ""
    guard let short = option.short else {
      return quoted("\(repeats)--\(option.name)\(sign)\(text)")
    }
    let excluded = option.isRepeated ? "*" : "(-\(short) --\(option.name))"
    let plus = sign.isEmpty ? "" : "+"
    return quoted(excluded) + "{-\(short)\(plus),--\(option.name)\(sign)}" + quoted(text)
  }

  private static func action(_ values: Parameter.Values, _ program: Program) -> String {
    switch values {
    case .any: " "
    case .settings: "_\(program.name)_settings"
    case .words(let words): "(\(words.joined(separator: " ")))"
    case .wordsOrFile(let words): "{compadd -- \(words.joined(separator: " ")); _files}"
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
