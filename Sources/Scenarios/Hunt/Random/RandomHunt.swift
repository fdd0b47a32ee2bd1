import PipelineModel
import SimKernel

/// Random experiments, all of each drawn first: world, story, faults, profile and levers.
///
/// No run may break an invariant of the model, and each must end by itself.
public struct RandomHunt: Sendable {
  /// How many experiments.
  public let count: Int
  /// The first is drawn from this seed, the next from the one after it.
  public let seed: UInt64
  public let profile: NamedProfile
  public var threads = 1
  /// Experiments that one thread makes in one go.
  private static let piece = 64

  public init(count: Int, seed: UInt64, profile: NamedProfile) {
    (self.count, self.seed, self.profile) = (count, seed, profile)
  }

  private struct Piece: Sendable {
    var fingerprints: [UInt64] = []
    var kinds: Set<Milestone.Kind> = []
    var unsound: [(seed: UInt64, troubles: [HuntTrouble])] = []
  }

  /// Makes the experiments, and shrinks those that are not sound.
  ///
  /// `advance` is called about ten times a second with the experiments done; when it returns false
  /// nothing more is begun.
  public func run(advance: (_ done: Int) -> Bool = { _ in true }) -> RandomHuntReport {
    var report = RandomHuntReport(profile: profile.label, seed: seed)
    var digest = TraceFingerprint()
    var kinds: Set<Milestone.Kind> = []
    var isStopped = false
    let starts = Array(stride(from: 0, to: count, by: Self.piece))
    let work: @Sendable (Int) -> Piece = { start in piece(from: start) }
    func watch(_ done: Int, _ running: [Int]) {
      if !advance(min(count, done * Self.piece)) { isStopped = true }
    }
    func take(_ place: Int, _ piece: Piece) -> Bool {
      for fingerprint in piece.fingerprints { digest.combine(fingerprint) }
      report.experiments += piece.fingerprints.count
      kinds.formUnion(piece.kinds)
      report.unsound += piece.unsound.map {
        RandomHuntReport.Unsound($0.seed, $0.troubles, profile)
      }
      return !isStopped
    }
    Campaign.inOrder(starts, threads: threads, watch: watch, work, take: take)
    report.digest = digest.hex
    report.isWhole = report.experiments == count
    report.milestonesNeverMet = Milestone.Kind.allCases.filter { !kinds.contains($0) }
      .map { "\($0)" }
    return report
  }

  private func piece(from start: Int) -> Piece {
    var piece = Piece()
    for place in start..<min(count, start + Self.piece) {
      let seed = seed &+ UInt64(place)
      let outcome = Experiment.random(seed: seed, profile.levers, recording: .items).run()
      piece.fingerprints.append(outcome.fingerprint)
      piece.kinds.formUnion(outcome.milestones.lazy.map(\.kind))
      let troubles = HuntJudge.unsound(outcome)
      if !troubles.isEmpty { piece.unsound.append((seed, troubles)) }
    }
    return piece
  }
}

/// What random experiments have shown.
///
/// JSON keys are stable.
public struct RandomHuntReport: Encodable, Sendable {
  public var profile: String
  /// Of the first experiment.
  public var seed: UInt64
  public var experiments = 0
  /// Whether all that were asked for were made.
  public var isWhole = true
  /// Digest of every run, in order.
  public var digest = ""
  /// Kinds of milestones that no run met.
  public var milestonesNeverMet: [String] = []
  public var unsound: [Unsound] = []

  init(profile: String, seed: UInt64) { (self.profile, self.seed) = (profile, seed) }

  /// An experiment that is not sound, as the smallest scenario that still is not.
  public struct Unsound: Encodable, Sendable {
    public var seed: UInt64
    public var troubles: [HuntTrouble]
    /// As a scenario file.
    public var scenario: String

    init(_ seed: UInt64, _ troubles: [HuntTrouble], _ profile: NamedProfile) {
      (self.seed, self.troubles) = (seed, troubles)
      let start = HuntCase(Experiment.random(seed: seed, profile.levers), profile)
      let shrinker = Shrinker(properties: [])
      let smallest = shrinker.shrunk(start, showing: troubles, at: "").0
      scenario =
        HuntFile(
          name: "seed-\(seed)", title: "Random experiment of seed \(seed)", shrunk: smallest,
          expectations: []
        ).text
    }
  }

  /// The scenarios by their file names.
  public var files: [(path: String, text: String)] {
    unsound.map { ("seed-\($0.seed).jsonc", $0.scenario) }
  }
}

extension HuntCase {
  /// A random experiment, its levers set over a profile.
  init(_ experiment: Experiment, _ profile: NamedProfile) {
    let plain = Profile(profile.base)
    (world, story, faults) = (experiment.world, experiment.story, experiment.faults)
    levers = Lever.all.compactMap { lever in
      let value = lever.value(in: experiment.profile)
      return value == lever.value(in: plain) ? nil : LeverSetting(lever.name, value)
    }
    self.profile = NamedProfile(profile.base)
    seed = experiment.seed
    (subject, isOwnAct) = (.everything, false)
    // A file times a step by the label of an earlier one.
    for place in story.steps.indices where story.isAwaited(place) {
      story.steps[place].label = "step-\(place + 1)"
    }
  }
}

extension RandomHuntReport: WrittenReport {
  public var text: String {
    var text = "random experiments (\(profile)): \(grouped(experiments)), seeds \(seed) to"
    text += " \(seed &+ UInt64(max(1, experiments)) - 1); digest \(digest)\n"
    text += "\(counted(unsound.count, "experiment")) broke an invariant or did not end\n"
    if !milestonesNeverMet.isEmpty {
      text += "never happened: \(milestonesNeverMet.joined(separator: ", "))\n"
    }
    for found in unsound {
      let words = found.troubles.map(\.words).joined(separator: "; ")
      text += "\nseed \(found.seed): \(words)\n\(found.scenario)"
    }
    return text
  }
}
