import PipelineModel
import SimKernel

/// What the committed reports need of one run; everything else of it is forgotten.
public struct ReportMaterial: Sendable {
  let report: ReplayReport
  /// The scenario file, relative to the repository.
  let path: String
  /// The runbook's scenario, 1...11, if it plays one.
  let runbook: Int?
  /// The timeline, or its most telling lines.
  let timeline: String
  /// The lines around the moment that refutes a claim, by the claim's number.
  let moments: [String: String]
  /// Its page below the folder of the reports, where it has one.
  let page: String?

  /// Timelines with more lines are shortened.
  private static let wholeTimeline = 80

  /// Takes what is needed out of a run; `root` is the folder that paths are shown relative to.
  public init(_ replay: Replay, root: String, hasPages: Bool = false) {
    report = ReplayReport(replay)
    path = ScenarioRoot.relative(replay.plan.scenario.path, to: root)
    runbook = replay.plan.scenario.runbook
    let timeline = replay.timeline
    let refuted = replay.claims.filter { $0.verdict == .refuted }
    self.timeline =
      timeline.entries.count <= Self.wholeTimeline
      ? timeline.text() : timeline.excerpt(around: refuted.compactMap(\.at)).text()
    moments = Dictionary(
      refuted.compactMap { claim in
        claim.at.map { (claim.id, timeline.lines(around: $0, refuting: claim.id).text()) }
      }, uniquingKeysWith: { first, _ in first })
    page =
      hasPages && !refuted.isEmpty
      ? RunPages.path(of: ScenarioRoot.short(report.scenario), report.profile) : nil
  }

  /// The scenario's name without the folder that all of the runbook's share.
  var name: String { ScenarioRoot.short(report.scenario) }
}
