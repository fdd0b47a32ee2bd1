import PipelineModel
import SimKernel

/// Lays out a run: lanes, spans of runs in their slots, and moments.
struct PageSketch {
  private(set) var lanes: [PageSide.Lane] = []
  private(set) var spans: [Int64] = []
  private(set) var moments: [Int64] = []
  private(set) var runs: [Int64] = []
  private let evidence: Evidence
  private let wording: TimelineWording
  private var laneOf: [String: Int64] = [:]
  private var captures: [Capture] = []

  /// A capture as its milestones tell it; outcomes do not list captures.
  private struct Capture {
    let number: Int32
    var createdAt: SimTime
    var startedAt: SimTime?
    var endedAt: SimTime
    var hasFailed = false
  }

  private enum Group: Int, CaseIterable {
    case orchestrators, workers, failures, captures

    var name: String {
      switch self {
      case .orchestrators: "orchestrator"
      case .workers: "workers"
      case .failures: "failure handlers"
      case .captures: "captures"
      }
    }

    init(_ function: FunctionKind) {
      self =
        switch function {
        case .orchestrator: .orchestrators
        case .worker: .workers
        case .workerFailure: .failures
        case .capture: .captures
        }
    }
  }

  init(_ evidence: Evidence) {
    self.evidence = evidence
    wording = TimelineWording(evidence)
    captures = Self.captures(in: evidence, wording)
  }

  private static func captures(
    in evidence: Evidence, _ wording: TimelineWording
  ) -> [Capture] {
    var captures: [Capture] = []
    var places: [Int32: Int] = [:]
    for milestone in evidence.outcome.milestones where wording.isOfCapture(milestone) {
      switch milestone.event {
      case .runCreated:
        places[milestone.run] = captures.count
        captures.append(
          Capture(
            number: milestone.run, createdAt: milestone.time, endedAt: evidence.outcome.endedAt))
      case .runStarted:
        if let place = places[milestone.run] { captures[place].startedAt = milestone.time }
      case .runEnded(let outcome, _):
        guard let place = places[milestone.run] else { continue }
        captures[place].endedAt = milestone.time
        captures[place].hasFailed = outcome != .completed
      default: break
      }
    }
    return captures
  }

  /// Everything in the order of the picture: who asks, who works, what carries, what keeps.
  mutating func draw(_ texts: inout TextPlaces) {
    for name in ["story", "faults", "connections", "provider", "engine"] { addLane(name, name) }
    let stays =
      evidence.outcome.runs.map {
        RunSlots.Stay(
          run: $0.number, group: Group($0.function).rawValue, from: $0.createdAt, until: $0.endedAt)
      }
      + captures.map {
        RunSlots.Stay(
          run: $0.number, group: Group.captures.rawValue, from: $0.createdAt, until: $0.endedAt)
      }
    let slots = RunSlots(stays)
    var first: [Group: Int64] = [:]
    for group in Group.allCases where group != .captures {
      first[group] = addSlots(of: group, slots)
    }
    for name in ["gateway", "redis", "queue", "console"] { addLane(name, name) }
    first[.captures] = addSlots(of: .captures, slots)
    drawRuns(first, slots, &texts)
    drawMoments(&texts)
    dropEmptyLanes()
  }

  private mutating func addLane(_ group: String, _ name: String) {
    laneOf[name] = Int64(lanes.count)
    lanes.append(PageSide.Lane(group: group, name: name))
  }

  private mutating func addSlots(of group: Group, _ slots: RunSlots) -> Int64 {
    let first = Int64(lanes.count)
    let count = slots.counts[group.rawValue] ?? 0
    for slot in 0..<count {
      lanes.append(
        PageSide.Lane(
          group: group.name, name: count == 1 ? group.name : "\(group.name) \(slot + 1)"))
    }
    return first
  }

  // MARK: - Runs

  private mutating func drawRuns(
    _ first: [Group: Int64], _ slots: RunSlots, _ texts: inout TextPlaces
  ) {
    var rows: [(from: SimTime, row: [Int64])] = []
    func add(
      _ lane: Int64, _ from: SimTime, _ until: SimTime, _ text: Int64, _ run: Int32, _ bad: Bool
    ) {
      rows.append(
        (
          from,
          [
            lane, from.microseconds, (until - from).microseconds, text, Int64(run), bad ? 1 : 0,
          ]
        ))
    }
    for run in evidence.outcome.runs {
      let lane = (first[Group(run.function)] ?? 0) + Int64(slots.slots[run.number] ?? 1) - 1
      for segment in RunSegments(run, evidence.milestones(of: run)).segments {
        let failure = segment.failure == .none ? "" : ": \(segment.failure.words)"
        add(
          lane, segment.from, segment.to, texts.place(segment.name + failure), run.number,
          segment.failure != .none)
      }
      runs += [
        Int64(run.number), texts.place(wording.actor(ofRun: run.number)),
        Int64(run.unit == .none ? -1 : run.unit.place), run.createdAt.microseconds,
        run.started ? run.startedAt.microseconds : -1, run.endedAt.microseconds,
        run.outcome == .running ? 1 : 0,
      ]
    }
    let (queue, work) = (texts.place("queue"), texts.place("capture"))
    for capture in captures {
      let lane = (first[.captures] ?? 0) + Int64(slots.slots[capture.number] ?? 1) - 1
      let start = capture.startedAt ?? capture.endedAt
      add(lane, capture.createdAt, start, queue, capture.number, false)
      if start < capture.endedAt {
        add(lane, start, capture.endedAt, work, capture.number, capture.hasFailed)
      }
    }
    var before = SimTime.zero
    for (from, row) in rows.sorted(by: { ($0.from, $0.row[0]) < ($1.from, $1.row[0]) }) {
      spans += [row[0], (from - before).microseconds] + row[2...]
      before = from
    }
  }

  // MARK: - Moments

  /// What people and services did, and the strikes of faults; items have moments of their own.
  private mutating func drawMoments(_ texts: inout TextPlaces) {
    var before = SimTime.zero
    for milestone in evidence.outcome.milestones {
      guard let lane = lane(of: milestone) else { continue }
      let isFault = milestone.kind == .faultStruck
      let text = isFault ? evidence.words(ofFault: milestone) : wording.sentence(of: milestone)
      moments += [
        lane, (milestone.time - before).microseconds, texts.place(text ?? ""),
        Int64(milestone.run), isFault ? 1 : 0,
      ]
      before = milestone.time
    }
  }

  private func lane(of milestone: Milestone) -> Int64? {
    switch milestone.kind {
    case .faultStruck: return laneOf["faults"]
    case .pageFetched, .rateLimited: return laneOf["provider"]
    case _ where milestone.kind.isAboutItem || wording.isOfItemMessage(milestone): return nil
    default: return milestone.run > 0 ? nil : laneOf[wording.actor(of: milestone)]
    }
  }

  /// Takes away lanes of moments in which nothing is.
  private mutating func dropEmptyLanes() {
    var used = Set(["gateway", "queue", "console"].compactMap { laneOf[$0] })
    for row in stride(from: 0, to: spans.count, by: 6) { used.insert(spans[row]) }
    for row in stride(from: 0, to: moments.count, by: 5) { used.insert(moments[row]) }
    var places: [Int64: Int64] = [:]
    for lane in lanes.indices where used.contains(Int64(lane)) {
      places[Int64(lane)] = Int64(places.count)
    }
    lanes = lanes.enumerated().filter { used.contains(Int64($0.offset)) }.map(\.element)
    for row in stride(from: 0, to: spans.count, by: 6) { spans[row] = places[spans[row]] ?? 0 }
    for row in stride(from: 0, to: moments.count, by: 5) {
      moments[row] = places[moments[row]] ?? 0
    }
  }
}
