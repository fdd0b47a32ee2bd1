import PipelineModel
import SimKernel

/// The levers that a run begins with: a built-in profile, or one that a file describes.
public struct NamedProfile: Sendable {
  /// The built-in profile it is, or is based on; it chooses the expectations.
  public let base: Profile.Name
  /// The name of the built-in profile, or of the file without its folder and ending.
  public let title: String
  /// The file; nil for the built-in ones.
  public let path: String?
  /// What it sets over its base, in the order of the levers, each lever once.
  public let entries: [Entry]

  /// A lever that a profile file sets, and why.
  public struct Entry: Sendable, Equatable {
    public let setting: LeverSetting
    /// One sentence.
    public let why: String
    /// Where the value comes from.
    public let source: String
  }

  /// A built-in profile.
  public init(_ base: Profile.Name) {
    self.init(base: base, title: base.rawValue, path: nil, entries: [])
  }

  init(base: Profile.Name, title: String, path: String?, entries: [Entry]) {
    (self.base, self.title, self.path) = (base, title, path)
    self.entries = Lever.all.compactMap { lever in
      entries.last { $0.setting.name == lever.name }
    }
  }

  public static let runbook = NamedProfile(.runbook)
  public static let asBuilt = NamedProfile(.asBuilt)

  /// The profiles that need no file.
  public static let builtIn = Profile.Name.allCases.map { NamedProfile($0) }

  /// What it sets over its base.
  public var settings: [LeverSetting] { entries.map(\.setting) }

  /// The value of every lever.
  public var levers: Profile {
    var levers = Profile(base)
    for entry in entries { entry.setting.apply(to: &levers) }
    return levers
  }

  /// Digest of what it sets, and over what.
  public var checksum: UInt64 {
    var digest = TraceFingerprint()
    digest.combine(base.rawValue)
    for setting in settings { digest.combine(setting.text) }
    return digest.value
  }

  /// What results call it: its title, and behind an `@` eight digits of a file's checksum, so that
  /// two versions of a file are told apart.
  public var label: String {
    path == nil ? title : "\(title)@\(hexadecimal(checksum).prefix(8))"
  }

  /// What a command line calls it.
  public var word: String { path ?? title }

  /// Whether it is one of these, or a file that is based on one of them.
  public func plays(in profiles: [NamedProfile]) -> Bool {
    profiles.contains { $0 == self || ($0.path == nil && $0.base == base) }
  }
}

extension NamedProfile: Hashable {
  public static func == (left: NamedProfile, right: NamedProfile) -> Bool {
    left.base == right.base && left.title == right.title && left.path == right.path
      && left.entries == right.entries
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(base)
    hasher.combine(title)
    hasher.combine(path)
  }
}

extension [LeverSetting] {
  /// Of several settings of one lever the last, which is the one that counts.
  var lastOfEach: [LeverSetting] {
    enumerated().filter { place, setting in
      !self[(place + 1)...].contains { $0.name == setting.name }
    }.map(\.element)
  }
}
