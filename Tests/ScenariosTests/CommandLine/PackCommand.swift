import Scenarios

/// A made-up command with every kind of parameter; it prints what it was given.
///
/// A command of the program looks the same and is added to the list in `main.swift`.
struct PackCommand: Command {
  enum Style: String, CaseIterable {
    case tight
    case loose
  }

  let name = "pack"
  let abstract = "Pack things for an outing."
  let discussion = """
    Things are packed in the order given. This paragraph is long enough to be wrapped at the width \
    of a terminal of eighty columns.

      simrun pack tent rope --style=tight
    """
  let parameters = [
    Parameter.argument("bag", values: .files, "The bag to pack into."),
    .argument("thing", isRequired: false, isRepeated: true, "What to pack."),
    .option(
      "style", short: "s", value: "style", values: .words(Style.allCases.map(\.rawValue)),
      default: "loose", "How to pack."),
    .option("seed", value: "n", "Where chance begins, so that packing can be repeated exactly."),
    .option(
      "set", value: "key=value",
      values: .settings([
        Parameter.Setting("tent.colour", words: ["red", "green"], "What the tent looks like."),
        Parameter.Setting("tent.guests", "How many sleep in it."),
        Parameter.Setting("rope.knots", words: ["red", "green"], "Where the rope's ends are."),
      ]), isRepeated: true, "Change a setting."),
    .option("limit", short: "l", value: "duration", default: "2h", "Stop after this long."),
    .option("size", value: "size", "The room in the bag."),
    .option("a-very-long-option-name", value: "folder", values: .folders, "Its help starts below."),
    .option("exactly-to-the-col", value: "n", "Its help starts below, too."),
    .flag("verbose", short: "v", "Say more."),
    .flag("dry", short: "d", "Say what would happen."),
  ]

  func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
    let style: Style = parsed.choice("style") ?? .tight
    let seed = try parsed.integer("seed", in: 0...99)
    let pairs = try parsed.pairs("set").map { "\($0.key) is \($0.value)" }
    let limit = try parsed.duration("limit", in: 1...86_400_000_000) ?? 0
    let size = try parsed.value("size", SizeText.parse)
    let remark = parsed.isGiven("limit") ? "" : " by default"
    try terminal.print("bag \(parsed.text("bag") ?? "-"), things \(parsed.texts("thing"))")
    try terminal.print("style \(style), seed \(seed.map(String.init) ?? "none")")
    try terminal.print("set \(pairs), limit \(limit)us\(remark)")
    if let size { try terminal.print("size \(size)B") }
    try terminal.print("verbose \(parsed.flag("verbose")), dry \(parsed.flag("dry"))")
    try terminal.print(parsed.commandLine(adding: [("seed", "7")]))
    if parsed.flag("dry") { throw SourceFailure(path: "bag", reason: .empty) }
    return parsed.texts("thing").contains("stone") ? .broken : .success
  }
}

extension Program {
  static let outing = Program(
    name: "simrun", version: "1.2.3", abstract: "Plan an outing.",
    discussion: "Outings need planning.",
    commands: [PackCommand(), HelpCommand(), CompletionsCommand(), VersionCommand()])
}
