import PipelineModel
import SimKernel

extension PageSide {
  /// A run with how its rooms changed, and why its items are missing or there twice.
  init(_ replay: Replay, _ rooms: RoomHistory, words: String, explanation: Explanation?) {
    let evidence = replay.evidence
    self.init(words: words, end: evidence.outcome.endedAt.microseconds)
    var texts = TextPlaces()
    var sketch = PageSketch(evidence)
    sketch.draw(&texts)
    (lanes, spans, moments, runs) = (sketch.lanes, sketch.spans, sketch.moments, sketch.runs)
    fates = Fate.allCases.map(\.words)
    causes = (explanation?.groups ?? []).map { group in
      explanation?.text(group).split(separator: "\n").map(String.init) ?? []
    }
    let items = PageItems(evidence, explanation, &texts)
    (units, self.items) = (items.units, items.rows)
    fill(rooms, evidence, items)
    fill(rooms.runs, limits: rooms.limits.map(\.name), evidence, &texts)
    self.texts = texts.texts
  }

  private mutating func fill(_ rooms: RoomHistory, _ evidence: Evidence, _ items: PageItems) {
    limits = rooms.limits.enumerated().map { place, limit in
      Limit(
        name: limit.name, cap: limit.cap, inUse: Self.flat(rooms.inUse[place]),
        waiting: Self.flat(rooms.waiting[place]))
    }
    var before = SimTime.zero
    for wait in rooms.waits {
      waits += [
        Int64(wait.subject), Int64(wait.limit), (wait.from - before).microseconds,
        (wait.until - wait.from).microseconds,
      ]
      before = wait.from
    }
    before = .zero
    for request in rooms.requests {
      requests += [
        Int64(request.subject), (request.from - before).microseconds,
        (request.until - request.from).microseconds,
      ]
      before = request.from
    }
    before = .zero
    for mark in rooms.marks {
      guard let place = items.places[mark.subject] else { continue }
      marks += [
        Int64(place), (mark.from - before).microseconds, (mark.until - mark.from).microseconds,
        mark.takenAt.map { ($0 - mark.from).microseconds } ?? -1,
      ]
      before = mark.from
    }
    windows = evidence.world.installations.indices.compactMap { place in
      let mine = rooms.windows.filter { $0.subject == Int32(place) }
      guard !mine.isEmpty else { return nil }
      return Window(
        connection: evidence.name(ofInstallation: place),
        cap: evidence.levers.provider.rateLimit.count,
        windows: mine.flatMap { [$0.from.microseconds, $0.until.microseconds] },
        used: Self.flat(rooms.windowUse[place]))
    }
    for topic in QueueTopic.allCases {
      levels["\(topic)"] = Self.flat(rooms.messages[Int(topic.rawValue)])
    }
    levels["captures"] = Self.flat(rooms.openRuns[Int(FunctionKind.capture.rawValue)])
    levels["executions"] = Self.flat(rooms.executions)
    levels["executionsLeft"] = rooms.executionsLeft.map(Self.flat)
    levels["undelivered"] = Self.flat(rooms.undelivered)
    levels["delivered"] = Self.flat(rooms.delivered)
    levels["stored"] = Self.flat(rooms.stored)
  }

  private mutating func fill(
    _ changes: [RoomHistory.RunChange], limits: [String], _ evidence: Evidence,
    _ texts: inout TextPlaces
  ) {
    var before = SimTime.zero
    var last: [Int32: [Int64]] = [:]
    for change in changes {
      let run = RoomReport.Run(change.run, limits: limits, evidence)
      let row = [
        texts.place(run.does), run.asleepUntilMicroseconds ?? -1,
        run.nextRequestAtMicroseconds ?? -1,
      ]
      guard last[change.run.number] != row else { continue }
      last[change.run.number] = row
      doings += [Int64(change.run.number), (change.at - before).microseconds] + row
      before = change.at
    }
  }

  /// The changes of a level: time since the one before, value.
  private static func flat(_ level: RoomHistory.Level) -> [Int64] {
    var before = SimTime.zero
    return level.changes.flatMap { change in
      defer { before = change.at }
      return [(change.at - before).microseconds, Int64(change.value)]
    }
  }
}
