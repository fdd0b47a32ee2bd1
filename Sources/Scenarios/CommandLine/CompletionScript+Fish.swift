extension CompletionScript {
  static func fish(_ program: Program) -> String {
    let start = "complete -c \(program.name)"
    let settings = settings(of: program)
    var text = "# Completion of \(program.name) for fish.\n"
    if !settings.isEmpty { text += fish(settings, program) }
    text += "\(start) -f\n"
    for command in program.commands {
      text +=
        "\(start) -n __fish_use_subcommand -a \(command.name) -d \(fishQuoted(command.abstract))\n"
    }
    text += "\(start) -l version -d 'Show the version.'\n"
    text += "\(start) -s h -l help -d 'Show help information.'\n"
    for command in program.commands {
      let condition = "\(start) -n '__fish_seen_subcommand_from \(command.name)'"
      for parameter in command.parameters {
        text += condition + fish(parameter, command, program) + "\n"
      }
    }
    return text
  }

  /// Names of settings up to their `=`, and behind it their words.
  private static func fish(_ settings: [Parameter.Setting], _ program: Program) -> String {
    let names = settings.map { "    echo \(fishQuoted("\($0.name)=\t\($0.help)"))\n" }
    let cases = words(of: settings).map { group in
      "    case \(group.names.joined(separator: " "))\n"
        + "      printf '%s\\n' $name={\(group.words.joined(separator: ","))}\n"
    }
    return """
      function __\(program.name)_settings
        set -l token (string replace -r -- '^--[a-z-]+=' '' (commandline -ct))
        set -l name (string replace -r -- '=.*' '' $token)
        if string match -q -- '*=*' $token
          switch $name
      \(cases.joined())    end
        else
      \(names.joined())  end
      end

      """
  }

  private static func fish(
    _ parameter: Parameter, _ command: any Command, _ program: Program
  ) -> String {
    var text = ""
    if !parameter.isArgument {
      text += " -l \(parameter.name)" + (parameter.short.map { " -s \($0)" } ?? "")
    }
    if case .option = parameter.kind { text += parameter.values.hasFiles ? " -r" : " -x" }
    switch values(of: parameter, command: command, program) {
    case .any: break
    case .settings: text += " -a '(__\(program.name)_settings)'"
    case .words(let words): text += " -a \(fishQuoted(words.joined(separator: " ")))"
    case .wordsOrFile(let words): text += " -F -a \(fishQuoted(words.joined(separator: " ")))"
    case .files: text += " -F"
    case .folders: text += " -a '(__fish_complete_directories)'"
    }
    return text + " -d \(fishQuoted(parameter.help))"
  }

  private static func fishQuoted(_ text: String) -> String {
    "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
  }
}
