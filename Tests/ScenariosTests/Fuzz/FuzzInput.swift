import PipelineModel

@testable import Scenarios
@testable import simrun

/// A command line and the files it names, made from a seed alone.
struct FuzzInput {
  let seed: UInt64
  private(set) var files: [String: [UInt8]] = [:]
  /// The words behind the program's name; files are named below `folder`.
  private(set) var words: [String] = []

  private var random: SplitMix
  /// Whether options have values that they do not take.
  private var isWild = false
  private let folder: String

  init(seed: UInt64, in folder: String, _ written: FuzzFiles.Written) throws {
    self.seed = seed
    self.folder = folder
    random = SplitMix(state: seed &* 0x2545_F491_4F6C_DD1D)
    isWild = random.below(4) == 0
    let kind = random.one(of: FuzzFiles.Kind.allCases)
    let (command, names) = try make(kind, written)
    words = [command]
    guard let parameters = Program.simrun.command(named: command)?.parameters else { return }
    if command == "sweep" || command == "merge" { takeOutput(parameters) }
    for parameter in parameters where !parameter.isArgument { take(parameter) }
    if command == "mend" { words += ["--shipped", "0"] }
    words += names.map { folder + "/" + $0 }
  }

  // MARK: - Files

  /// The command to run and the names of the files it is given.
  private mutating func make(
    _ kind: FuzzFiles.Kind, _ written: FuzzFiles.Written
  ) throws -> (command: String, names: [String]) {
    let player = random.one(of: [
      "replay", "test", "validate", "list", "diff", "mend", "diagnose",
    ])
    switch kind {
    case .scenario:
      try add("main.jsonc", FuzzFiles.scenario, limited: player)
      return (
        player,
        player == "diff" && random.below(2) == 0
          ? ["main.jsonc", "main.jsonc"] : ["main.jsonc"]
      )
    case .extended:
      try add("base.jsonc", FuzzFiles.scenario, limited: "validate")
      try add("main.jsonc", FuzzFiles.extending, limited: player)
      return (player, ["main.jsonc"])
    case .workload:
      try add("w.json", FuzzFiles.workload)
      files["main.jsonc"] = Array(FuzzFiles.worked.utf8)
      return (player, ["main.jsonc"])
    case .fleet:
      let command = random.one(of: ["fleet", "validate"])
      try add("fleet.jsonc", FuzzFiles.fleet, limited: command)
      return (command, ["fleet.jsonc"])
    case .sweep:
      let command = random.one(of: ["sweep", "explore", "frontier", "validate"])
      try add("a.sweep.jsonc", FuzzFiles.sweep, limited: command)
      return (command, ["a.sweep.jsonc"])
    case .observations: return ("calibrate", [try addObservations()])
    case .records:
      let text = random.below(3) == 0 ? written.report : FuzzFiles.records
      try add("records.json", text)
      return ("diagnose", ["records.json"])
    case .rows:
      return ("merge", (0..<1 + random.below(2)).map { addRows("rows\($0)", written) })
    case .resumed:
      files["a.sweep.jsonc"] = Array(FuzzFiles.sweep.utf8)
      let name = addRows("out", written)
      words = []
      resumed = name
      return ("sweep", ["a.sweep.jsonc"])
    }
  }

  /// The output that a sweep goes on with.
  private var resumed: String?

  /// Adds a damaged tree; where it is played its limits stay small.
  private mutating func add(_ name: String, _ text: String, limited command: String = "") throws {
    var tree = try FuzzTree(text)
    for _ in 0..<random.below(4) { tree.damage(&random) }
    if !["", "validate", "list"].contains(command) { tree.set("limits", FuzzFiles.limits) }
    var bytes = Array(tree.text.utf8)
    if random.below(6) == 0 { FuzzExtremes.damage(&bytes, &random) }
    files[name] = bytes
  }

  private mutating func addObservations() throws -> String {
    let ending = random.one(of: ["csv", "tsv", "ndjson", "json"])
    var text = FuzzFiles.observations
    switch ending {
    case "tsv": text = text.replacing(",", with: "\t")
    case "ndjson", "json":
      let rows = text.split(separator: "\n").dropFirst().map { line in
        let cells = line.split(separator: ",")
        return "{\"call\": \"\(cells[0])\", \"durationMilliseconds\": \(cells[1]), "
          + "\"status\": \(cells[2]), \"attempt\": \(cells[3])}"
      }
      text = ending == "json" ? "[\(rows.joined(separator: ", "))]" : rows.joined(separator: "\n")
    default: break
    }
    let name = "seen." + ending
    if ending == "json" {
      try add(name, text)
    } else {
      files[name] = damagedLines(text, ending == "tsv" ? "\t" : ",")
    }
    return name
  }

  private mutating func addRows(_ name: String, _ written: FuzzFiles.Written) -> String {
    let ending = random.one(of: ["csv", "ndjson"])
    var text = ending == "csv" ? written.csv : written.ndjson
    var name = "\(name).\(ending)"
    if random.below(3) == 0 {
      text = text.split(separator: "\n").map {
        String(decoding: JournalLine.bytes(of: String($0)), as: UTF8.self)
      }.joined()
      name += ".part"
    }
    files[name] = damagedLines(text, ",")
    return name
  }

  private mutating func damagedLines(_ text: String, _ separator: Character) -> [UInt8] {
    var text = text
    for _ in 0..<random.below(4) {
      text = FuzzExtremes.damage(lines: text, between: separator, &random)
    }
    var bytes = Array(text.utf8)
    if random.below(4) == 0 { FuzzExtremes.damage(&bytes, &random) }
    return bytes
  }

  // MARK: - Options

  /// The output of commands that need one, or that would be played for each row.
  private mutating func takeOutput(_ parameters: [Parameter]) {
    if let resumed {
      let output = resumed.hasSuffix(".part") ? String(resumed.dropLast(5)) : resumed
      words += ["--output", folder + "/" + output, "--resume"]
    } else if random.below(4) > 0 {
      words += [
        "--output", folder + random.one(of: ["/out.csv", "/out.ndjson", "/no/out.csv", ""]),
      ]
    }
  }

  private mutating func take(_ parameter: Parameter) {
    guard random.below(isWild ? 5 : 10) == 0, resumed == nil || parameter.name != "output" else {
      return
    }
    words.append("--" + parameter.name)
    guard case .option = parameter.kind else { return }
    if !isWild || random.below(30) > 0 { words.append(value(parameter)) }
  }

  private mutating func value(_ parameter: Parameter) -> String {
    if isWild, random.below(4) == 0 {
      let word = FuzzExtremes.word(&random)
      return parameter.values == .files || parameter.values == .folders
        ? folder + "/" + word : word
    }
    switch parameter.values {
    case .words(let choices), .wordsOrFile(let choices): return random.one(of: choices)
    case .settings:
      let lever = random.one(of: Lever.all)
      let text =
        isWild
        ? FuzzExtremes.word(&random)
        : (random.below(2) == 0 ? lever.runbook : lever.asBuilt).text
      return lever.name + "=" + text
    case .files, .folders:
      return folder
        + random.one(of: ["/o.txt", "/o.json", "/o.md", "/o.html", "/no/o", "", "/o.csv"])
    case .any:
      guard isWild else { return "1" }
      return random.one(of: ["2", "0", "-1", "1h", "1/2", "3/2", "x", "9999999999999999999"])
    }
  }
}
