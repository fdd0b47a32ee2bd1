import PipelineModel
import SimKernel

/// Sites with the same cause and the same effect.
struct HuntClass: Sendable {
  /// What two sites of one class have in common.
  struct Key: Hashable, Sendable {
    let family: HuntSite.Family
    /// The wire or the act.
    let part: String
    /// What is done to the calls; empty for acts.
    let effect: String
    /// Who calls, in which step; empty where the wire says it all.
    let place: String
    let troubles: [HuntTrouble]
  }

  let key: Key
  var sites = 0
  var spans: Set<HuntSite.Span> = []
  /// Calls that it takes, by their places in the run without it.
  var calls: Set<Int> = []
  /// Items lost, and deliveries and observations too many: the least and the most.
  var lost: ClosedRange<Int>
  var again: ClosedRange<Int>
  /// The site with the least effect, the first of these.
  var example: HuntSite
  private var exampleSize: Int

  init(_ key: Key, _ play: HuntPlay) {
    self.key = key
    lost = play.finding.lost...play.finding.lost
    again = play.finding.again...play.finding.again
    example = play.site
    exampleSize = play.finding.lost + play.finding.again
    add(play)
  }

  mutating func add(_ play: HuntPlay) {
    sites += 1
    if let span = play.site.span { spans.insert(span) }
    if let call = play.site.call { calls.insert(call) }
    let finding = play.finding
    lost = min(lost.lowerBound, finding.lost)...max(lost.upperBound, finding.lost)
    again = min(again.lowerBound, finding.again)...max(again.upperBound, finding.again)
    if finding.lost + finding.again < exampleSize {
      (example, exampleSize) = (play.site, finding.lost + finding.again)
    }
  }

  /// The worst of what happens.
  var worst: HuntTrouble.Kind { key.troubles.first?.kind ?? .toldLoss }
}

extension HuntSite {
  /// The wire or the act, and what is done to it.
  var cause: (part: String, effect: String) {
    switch change {
    case .fault(let fault, _), .outage(let fault): (fault.wire.name, fault.effect.words)
    case .act(let action, _): (action.word, "")
    case .again(let fault, _): (fault.wire.name, "\(fault.effect.words), then triggered again")
    }
  }
}

extension StoryAction {
  /// Its key in scenario files.
  var word: String {
    switch self {
    case .connect: "connect"
    case .link: "link"
    case .delete: "delete"
    case .disconnect: "disconnect"
    case .trigger: "trigger"
    case .cancel: "cancel"
    case .createItems: "create"
    case .changeItems: "change"
    case .updateItems: "update"
    case .flushStore: "flush"
    case .replayDeadLetters: "replay"
    case .deploy: "deploy"
    case .move: "move"
    case .addWorkspace: "addWorkspace"
    case .removeWorkspace: "removeWorkspace"
    case .alter(let act, _): act.rawValue
    case .turn(let act, _): act.rawValue
    }
  }
}
