extension CompletionScript {
  static func bash(_ program: Program) -> String {
    let function = "_\(program.name)"
    return """
      # Completion of \(program.name) for bash.
      \(function)() {
        local IFS=$'\\n'
        local word="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}"
        COMPREPLY=()
        if [[ $word == "=" ]]; then
          word=""
        elif [[ $previous == "=" ]]; then
          previous="${COMP_WORDS[COMP_CWORD-2]}"
        fi
        if [[ $COMP_CWORD -eq 1 ]]; then
          \(reply(program.commands.map(\.name) + ["--version", "--help", "-h"]))
          return
        fi
        case "${COMP_WORDS[1]}" in
      \(program.commands.map { bash($0, program) }.joined())  esac
      }
      complete -F \(function) \(program.name)

      """
  }

  private static func bash(_ command: any Command, _ program: Program) -> String {
    var text = "  \(command.name))\n    case \"$previous\" in\n"
    for option in options(of: command) {
      guard case .option = option.kind else { continue }
      let names = spellings(of: option).joined(separator: "|")
      text += "    \(names)) \(reply(values(of: option, command: command, program))) return ;;\n"
    }
    let names = options(of: command).flatMap(spellings(of:))
    text +=
      "    esac\n    if [[ $word == -* ]]; then\n      \(reply(names))\n      return\n    fi\n"
    if let argument = command.parameters.first(where: \.isArgument) {
      let inner = reply(values(of: argument, command: command, program))
      if !inner.isEmpty { text += "    \(inner)\n" }
    }
    return text + "    ;;\n"
  }

  private static func reply(_ values: Parameter.Values) -> String {
    switch values {
    case .any: ""
    case .words(let words): reply(words) + ";"
    case .files:
      "compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- \"$word\"));"
    case .folders:
      "compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -d -- \"$word\"));"
    }
  }

  private static func reply(_ words: [String]) -> String {
    let list = words.joined(separator: "\\n")
    return "COMPREPLY=($(compgen -W $'\(list)' -- \"$word\"))"
  }
}
