import Foundation
import PipelineModel
import SimKernel

/// A run would take more memory than the machine has.
public struct MemoryShortage: ReportedError, Equatable {
  /// The scenario's file.
  let path: String
  /// Items that the run may have to do with.
  let items: Int
  /// Bytes that the run would take, and that there are.
  let needed: Int
  let available: Int

  /// Bytes of an item of the world, of one that is only counted, and of one whose every hop is
  /// recorded; bytes of a repository. Measured, rounded up.
  static let itemBytes = 8
  static let countedBytes = 60
  static let recordedBytes = 700
  static let repositoryBytes = 3_000

  /// Nil when the memory is enough for a run of the scenario, as far as can be known before it.
  init?(
    of scenario: Scenario, recording: Experiment.Recording, available: Int = Self.ofMachine
  ) {
    let fleet: (items: Int, repositories: Int) =
      scenario.fleet?.meanItemsAndRepositories ?? (0, 0)
    let items = scenario.mostItemsInWindow + fleet.items
    let isRecorded = recording == .items && scenario.fleet == nil
    let repositories = scenario.world.repositories.count + fleet.repositories
    let needed =
      Int128(scenario.mostItems) * Int128(Self.itemBytes)
      + Int128(items) * Int128(isRecorded ? Self.recordedBytes : Self.countedBytes)
      + Int128(repositories) * Int128(Self.repositoryBytes)
    guard needed > Int128(available) else { return nil }
    path = scenario.path
    self.items = items
    self.needed = Int(clamping: needed)
    self.available = available
  }

  public var exitCode: ExitCode { .badData }

  /// One sentence without the path.
  var message: String {
    "a run of \(grouped(items)) items takes about \(Self.size(needed)) of memory,"
      + " and there are \(Self.size(available))"
  }

  var help: String { "write smaller counts, or trigger with a smaller depth" }

  public func report(colours: Bool) -> String {
    Paint(colours).error(message, at: VisibleText.of(path), help: help)
  }

  private static func size(_ bytes: Int) -> String {
    bytes >= 10 << 30 ? "\(grouped(bytes >> 30)) GiB" : "\(max(1, bytes >> 20)) MiB"
  }

  /// The memory this process may take: that of the machine, or less where the system allows less.
  static let ofMachine: Int = {
    var bytes = Int(clamping: ProcessInfo.processInfo.physicalMemory)
    var limit = rlimit()
    if getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0 {
      bytes = min(bytes, Int(clamping: limit.rlim_cur))
    }
    if let group = try? String(contentsOfFile: "/sys/fs/cgroup/memory.max", encoding: .utf8),
      let most = Int(group.split(separator: "\n").first ?? "")
    {
      bytes = min(bytes, most)
    }
    return bytes
  }()
}

extension Scenario {
  /// Throws `MemoryShortage` when a run with every item recorded would take too much memory.
  public func checkMemory() throws(MemoryShortage) {
    if let shortage = MemoryShortage(of: self, recording: .items) { throw shortage }
  }
}

extension StoryAction {
  /// How far back a backfill asks that it may lead to; zero where it leads to none.
  var depth: SimDuration {
    switch self {
    case .connect: .days(30)
    case .trigger(let request):
      if case .number(let days) = request.depth, days < 36_500 {
        .days(max(0, Int(days.rounded(.up))))
      } else {
        request.depth == .absent || request.depth == .null ? .days(30) : Distribution.maximum
      }
    default: .zero
    }
  }
}
