import Scenarios

/// `profile`: check profile files, or show what a profile sets.
struct ProfileCommand: Command {
  private enum Action: String, CaseIterable {
    case check
    case show
    case file
  }

  let name = "profile"
  let abstract = "Check profile files, or show what a profile sets."
  let discussion = """
    'check' reads profile files, without names those of scenarios/profiles, and reports every \
    mistake; exit code 65 or 66 when one is wrong. 'show' prints what a profile and \
    those it is based on set over the built-in one and why; 'file' prints a profile with every lever as a file to begin from. Profiles are files \
    or 'runbook' and 'as-built'; docs/profiles.md.
    """
  let parameters = [
    Parameter.argument(
      "action", values: .words(Action.allCases.map(\.rawValue)), "What to do."),
    .argument(
      "profiles", values: .files, isRequired: false, isRepeated: true,
      "Profile files; for 'show' and 'file' also 'runbook' and 'as-built'."),
  ]

  func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
    let words = parsed.texts("profiles")
    let action = parsed.choice("action", as: Action.self) ?? .check
    guard action != .check else { return try check(words, terminal) }
    guard !words.isEmpty else { throw UsageError("'profile \(action.rawValue)' takes a profile.") }
    for word in words {
      let text = ProfileText(try Option.namedProfile(word))
      try terminal.write(action == .show ? text.table : text.file)
    }
    return .success
  }

  private func check(_ words: [String], _ terminal: Terminal) throws -> ExitCode {
    let paths =
      words.isEmpty ? try ScenarioFolder.profiles(in: ScenarioRoot.find() + "/scenarios") : words
    var code = ExitCode.success
    var wrong = 0
    for path in paths {
      do {
        _ = try NamedProfile.load(path: path)
      } catch let error as any ReportedError {
        if wrong == 0 { code = error.exitCode }
        wrong += 1
        terminal.report(error)
      }
    }
    let files = counted(paths.count, "profile")
    try terminal.print(wrong == 0 ? "\(files), all right" : "\(files), \(wrong) wrong")
    return code
  }
}
