import PipelineModel
import SimKernel

/// One run of a sweep: its place in the plan, what it computed and what came of it.
///
/// A row stands for itself: any rows of a sweep can be gathered from any files, and what is missing
/// follows from their numbers.
public struct SweepRow: Sendable, Equatable {
  /// Digest of the plan and of the simulator; rows of one sweep share it.
  public var sweep: UInt64 = 0
  /// Place in the plan, from 1.
  public var number = 0
  /// Runs of the whole plan.
  public var runs = 0
  /// Digest of everything the run computes; equal runs of different sweeps share it.
  public var run: UInt64 = 0
  /// Digest of the run's experiment without profile and seed.
  public var point: UInt64 = 0
  /// Values of the axes, in the order of the sweep file.
  public var axes: [SweepCell]
  /// The profile it was run under, with the checksum of its levers where it is a file.
  public var profile = ""
  /// The seed of its random draws.
  public var seed: UInt64 = 0
  /// What came of it.
  public var result = SweepResult()
}

/// An axis as a column of the rows: its name and the unit of its numbers.
public struct SweepAxisColumn: Sendable, Equatable {
  /// How the values are counted.
  public enum Unit: String, CaseIterable, Sendable {
    /// Plain numbers, or true and false.
    case plain = ""
    /// Durations.
    case microseconds = ".microseconds"
    /// Sizes.
    case bytes = ".bytes"
    /// Anything else, as it is written in the sweep file.
    case text = ".text"

    /// The unit of a column.
    var word: String {
      switch self {
      case .plain: "number"
      case .microseconds: "µs"
      case .bytes: "bytes"
      case .text: "text"
      }
    }
  }

  /// The name the sweep file gives it.
  public let name: String
  /// How its values are counted.
  public let unit: Unit

  public init(name: String, unit: Unit) {
    self.name = name
    self.unit = unit
  }

  /// The column's title, such as `axis.finish-timeout.microseconds`.
  public var title: String { Self.prefix + name + unit.rawValue }

  private static let prefix = "axis."

  /// Reads a title; nil when it is no axis's. Names of axes have no points.
  init?(title: String) {
    guard title.hasPrefix(Self.prefix) else { return nil }
    let rest = title.dropFirst(Self.prefix.count)
    name = String(rest.prefix { $0 != "." })
    guard let unit = Unit(rawValue: String(rest.dropFirst(name.count))), !name.isEmpty else {
      return nil
    }
    self.unit = unit
  }
}
