import PipelineModel
import Scenarios

/// The options that several commands have; each is declared here once and means the same on all.
enum Option {
  /// Which profiles to run under.
  enum ProfileChoice: String, CaseIterable {
    case runbook
    case asBuilt = "as-built"
    case both

    var profiles: [NamedProfile] {
      switch self {
      case .runbook: [.runbook]
      case .asBuilt: [.asBuilt]
      case .both: NamedProfile.builtIn
      }
    }

    /// What counts for a scenario when nobody chooses.
    var otherwise: String { "the scenario's own, or \(rawValue)" }
  }

  /// `otherwise` is what counts without it, in words.
  static func profile(
    _ choices: [ProfileChoice] = ProfileChoice.allCases, otherwise: String
  ) -> Parameter {
    .option(
      "profile", short: "p", value: "profile", values: .wordsOrFile(choices.map(\.rawValue)),
      otherwise: otherwise, "The model: what the runbook believes, or what is built.")
  }

  /// The profiles that `--profile` asks for; nil when it is not given.
  ///
  /// Throws a `ReportedError` of a profile file.
  static func profiles(_ parsed: ParsedArguments) throws -> [NamedProfile]? {
    guard let word = parsed.text("profile") else { return nil }
    return try ProfileChoice(rawValue: word)?.profiles ?? [namedProfile(word)]
  }

  /// The profile of a word: a built-in one, or that of a file.
  ///
  /// Throws a `ReportedError` of a profile file.
  static func namedProfile(_ word: String) throws -> NamedProfile {
    try NamedProfile.builtIn.first { $0.title == word } ?? NamedProfile.load(path: word)
  }

  /// `otherwise` is what counts without it, in words.
  static func seed(otherwise: String = "the scenario's first") -> Parameter {
    .option("seed", short: "s", value: "n", otherwise: otherwise, "Run this seed.")
  }

  /// `otherwise` is what counts without it, in words.
  static func seeds(otherwise: String) -> Parameter {
    .option("seeds", short: "n", value: "n", otherwise: otherwise, "Run the seeds 1 to n.")
  }

  static let set = Parameter.option(
    "set", value: "lever=value",
    values: .settings(
      Lever.all.map { Parameter.Setting($0.name, words: $0.words, $0.summary) }),
    isRepeated: true, "Set a lever over the profile and the file; 'simrun levers' lists them.")

  static let until = Parameter.option(
    "until", short: "u", value: "goal", values: .words(Goal.allCases.map(\.rawValue)),
    otherwise: "as the file says, or stored",
    "When a run is done: every item is stored or filtered on purpose, or every item is delivered.")

  /// `otherwise` is what counts without it, in words.
  static func threads(otherwise: String = "all cores") -> Parameter {
    .pace("threads", value: "n", otherwise: otherwise, "How many runs go on at the same time.")
  }

  /// `otherwise` is what counts without it, in words.
  static func format<Format: RawRepresentable<String> & CaseIterable>(
    _ type: Format.Type, otherwise: String = byEnding
  ) -> Parameter {
    .option(
      "format", short: "f", value: "format", values: .words(type.allCases.map(\.rawValue)),
      otherwise: otherwise, "How the results are written.")
  }

  /// The format of a report: the one asked for, or that of the output's ending, or text.
  static func reportFormat(_ parsed: ParsedArguments) -> ReportFormat {
    parsed.choice("format", as: ReportFormat.self)
      ?? parsed.text("output").flatMap { ReportFormat(path: $0) } ?? .text
  }

  static let shard = Parameter.option(
    "shard", value: "i/n",
    "Make only the i-th of n equal parts; auto takes it from Slurm, Kubernetes or GitLab.")

  static let random = Parameter.option(
    "random", value: "n",
    "Make so many random experiments: worlds, stories and faults; 'hunt' draws levers as well.")

  static let resume = Parameter.flag("resume", "Go on with what was interrupted.")

  static let byName = "by the name of the output, or ndjson"
  static let byEnding = "by the ending of the output, or text"

  /// Results of one file; `report` fills a folder.
  static func output(
    values: Parameter.Values = .files, default path: String? = nil, isRequired: Bool = false
  ) -> Parameter {
    .option(
      "output", short: "o", value: "path", values: values, default: path, isRequired: isRequired,
      "Write the results there instead of to the standard output.")
  }

  static let files = Parameter.argument(
    "files", values: .files, isRequired: false, isRepeated: true,
    "Scenario files or folders of them; default: scenarios/runbook.")

  static let sweep = Parameter.argument("file", values: .files, "The sweep file.")
}
