import Scenarios

extension ScenarioSelection {
  /// Reads what the `files` of a command line name, and says what is left out and how to play it.
  ///
  /// Throws a `ReportedError`; `UsageError` when there is nothing to play.
  static func read(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ScenarioSelection {
    let paths = parsed.texts("files")
    let selection = try Progress.during(parsed.command.name, on: terminal) { mark in
      try ScenarioSelection(at: paths) { done, total, path in
        if done == 0 { mark.begin("reading", total: total) }
        mark.advance(to: done, path)
      }
    }
    let fleets = selection.fleets
    guard !selection.entries.isEmpty || !fleets.isEmpty else {
      throw UsageError(
        "There is no scenario to play in \(VisibleText.of(paths.joined(separator: ", "))).")
    }
    guard let first = fleets.first else { return selection }
    let shown = fleets.prefix(4).map(VisibleText.of).joined(separator: ", ")
    let others = fleets.count > 4 ? " and \(fleets.count - 4) more" : ""
    let file = VisibleText.of(ShellWord.quote(first))
    let name = parsed.program.name
    let ways = "\(name) \(parsed.command.name) \(file), or \(name) fleet \(file)"
    guard !selection.entries.isEmpty else {
      throw UsageError(
        "There are only fleets, which take long: \(shown)\(others). Name one: \(ways)")
    }
    terminal.note("left out, because fleets take long: \(shown)\(others)")
    terminal.note("to play one, name it: \(ways)")
    return selection
  }
}

extension Scenario {
  /// Reads a scenario file for a command; of a large one it is said that it takes time.
  static func read(
    _ path: String, _ parsed: ParsedArguments, _ terminal: Terminal
  ) throws -> Scenario {
    try Progress.during(parsed.command.name, on: terminal) { mark in
      mark.advance(to: 0, path)
      return try Scenario.load(path: path)
    }
  }
}

extension ReplayPlan {
  /// What is played, for somebody who waits.
  var words: String { "\(ScenarioRoot.short(scenario.name)) (\(profile.label), seed \(seed))" }
}
