extension CompletionScript {
  static func bash(_ program: Program) -> String {
    let function = "_\(program.name)"
    let settings = settings(of: program)
    return """
      # Completion of \(program.name) for bash.
      \(settings.isEmpty ? "" : bash(settings, function))\
      \(function)() {
        local IFS=$'\\n'
        local word="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}"
        local equals=""
        COMPREPLY=()
        if [[ $word == "=" ]]; then
          word="" equals=1
        elif [[ $previous == "=" ]]; then
          previous="${COMP_WORDS[COMP_CWORD-2]}" equals=1
        fi
        if [[ $COMP_CWORD -eq 1 ]]; then
          \(reply(program.commands.map(\.name) + ["--version", "--help", "-h"]))
          return
        fi
      \(settings.isEmpty ? "" : value(function))\
        case "${COMP_WORDS[1]}" in
      \(program.commands.map { bash($0, program) }.joined())  esac
      }
      complete -F \(function) \(program.name)

      """
  }

  /// What is typed behind `name=` is the value of a setting.
  private static func value(_ function: String) -> String {
    """
      if [[ -n $equals && $previous != -* ]]; then
        \(function)_value "$previous"
        return
      fi

    """
  }

  /// Names of settings up to their `=`, and behind it their words.
  private static func bash(_ settings: [Parameter.Setting], _ function: String) -> String {
    let cases = words(of: settings).map { group in
      "  \(group.names.joined(separator: "|"))) \(reply(group.words)) ;;\n"
    }
    return """
      \(function)_settings() {
        if [[ $word == *=* ]]; then
          local name="${word%%=*}"
          word="${word#*=}"
          \(function)_value "$name"
          COMPREPLY=("${COMPREPLY[@]/#/$name=}")
          return
        fi
        compopt -o nospace 2>/dev/null
        \(reply(settings.map { $0.name + "=" }))
      }
      \(function)_value() {
        case "$1" in
      \(cases.joined())  esac
      }

      """
  }

  private static func bash(_ command: any Command, _ program: Program) -> String {
    var text = "  \(command.name))\n    case \"$previous\" in\n"
    for option in options(of: command) {
      guard case .option = option.kind else { continue }
      let names = spellings(of: option).joined(separator: "|")
      let inner =
        if case .settings = option.values {
          "_\(program.name)_settings;"
        } else {
          reply(values(of: option, command: command, program))
        }
      text += "    \(names)) \(inner) return ;;\n"
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
    case .any, .settings: ""
    case .words(let words): reply(words) + ";"
    case .wordsOrFile(let words):
      "compopt -o filenames 2>/dev/null; \(reply(words));"
        + " COMPREPLY+=($(compgen -f -- \"$word\"));"
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
