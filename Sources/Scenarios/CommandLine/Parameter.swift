/// One thing that a command takes on its command line.
public struct Parameter: Sendable {
  public enum Kind: Sendable, Equatable {
    case flag
    case option(value: String)
    case argument
  }

  /// What a value can be; the words are checked, all of them serve the shell's completion.
  public enum Values: Sendable, Equatable {
    case any
    case words([String])
    /// One of these words, or a file whose name ends in `.jsonc` or has a `/`.
    case wordsOrFile([String])
    /// `name=value` with one of these names.
    case settings([Setting])
    case files
    case folders

    /// Whether a file's name is a value.
    var hasFiles: Bool {
      switch self {
      case .files, .wordsOrFile: true
      case .any, .words, .settings, .folders: false
      }
    }
  }

  /// A name that is given a value, as in `name=value`.
  public struct Setting: Sendable, Equatable {
    public let name: String
    public let help: String
    /// The values there are, where they are words.
    public let words: [String]

    public init(_ name: String, words: [String] = [], _ help: String) {
      self.name = name
      self.words = words
      self.help = help
    }
  }

  public let kind: Kind
  /// The long name without its dashes.
  public let name: String
  public let short: Character?
  public let help: String
  public let values: Values
  public let defaultText: String?
  /// What counts when it is not given, in words for the help; for a value there is `defaultText`.
  public let otherwise: String?
  public let isRequired: Bool
  public let isRepeated: Bool
  /// Whether it says how fast results come and not what they are.
  public private(set) var isPace = false

  /// A switch that is there or not: `--verbose`.
  public static func flag(_ name: String, short: Character? = nil, _ help: String) -> Parameter {
    Parameter(
      kind: .flag, name: name, short: short, help: help, values: .any, defaultText: nil,
      otherwise: nil, isRequired: false, isRepeated: false)
  }

  /// A named value: `--seed <n>`; of several given, the last counts unless it is repeated.
  public static func option(
    _ name: String, short: Character? = nil, value: String, values: Values = .any,
    default text: String? = nil, otherwise: String? = nil, isRequired: Bool = false,
    isRepeated: Bool = false, _ help: String
  ) -> Parameter {
    Parameter(
      kind: .option(value: value), name: name, short: short, help: help, values: values,
      defaultText: text, otherwise: otherwise, isRequired: isRequired, isRepeated: isRepeated)
  }

  /// A named value on which no result depends, only how fast it comes.
  public static func pace(
    _ name: String, value: String, otherwise: String, _ help: String
  ) -> Parameter {
    var pace = option(name, value: value, otherwise: otherwise, help)
    pace.isPace = true
    return pace
  }

  /// A value known by its place: `<file>`; a repeated one comes last and takes the rest.
  public static func argument(
    _ name: String, values: Values = .any, default text: String? = nil, isRequired: Bool = true,
    isRepeated: Bool = false, _ help: String
  ) -> Parameter {
    Parameter(
      kind: .argument, name: name, short: nil, help: help, values: values, defaultText: text,
      otherwise: nil, isRequired: isRequired && text == nil, isRepeated: isRepeated)
  }

  /// `-h` and `--help`, which every command has.
  static let helpFlag = flag("help", short: "h", "Show help information.")
  static let versionFlag = flag("version", "Show the version.")

  var isArgument: Bool { kind == .argument }

  /// How messages name it: `--seed <n>`, `--verbose` or `<file>`.
  var title: String {
    switch kind {
    case .flag: "--\(name)"
    case .option(let value): "--\(name) <\(value)>"
    case .argument: "<\(name)>"
    }
  }

  /// How the usage line shows it: `[--set <key=value> ...]`.
  var usage: String {
    let inner = isRepeated ? "\(title) ..." : title
    return isRequired ? inner : "[\(inner)]"
  }
}
