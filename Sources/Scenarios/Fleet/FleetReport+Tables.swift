import SimKernel

/// The tables of a report, the same in text and in Markdown.
extension FleetReport {
  /// More moments than this are thinned out; JSON has them all.
  private static let shownMoments = 36

  /// All but that of the backlog.
  var tables: [Block] { itemTable + consoleTable + waitTable + reasonTable + limitTable }

  /// A table below its title; nothing where it has no rows.
  private func titled(
    _ title: String, _ columns: [(title: String, alignment: TextTable.Alignment)],
    _ rows: [[String]]
  ) -> [Block] {
    rows.isEmpty ? [] : [.heading(3, Words(title)), .table(Block.Table(columns, rows))]
  }

  /// What became of the items that were asked for; stored, filtered and lost ones add up.
  private var itemTable: [Block] {
    titled(
      "Items",
      [
        "expected", "stored", "filtered on purpose", "lost", "undelivered", "delivered",
      ].map { ($0, .right) },
      [
        [
          items.expected, items.observed, items.filteredOnPurpose, items.lost, items.undelivered,
          items.delivered,
        ].map(grouped)
      ])
  }

  /// What the Console made of deliveries, and what came more than once.
  private var consoleTable: [Block] {
    titled(
      "Deliveries",
      [
        "observations", "duplicates", "filtered", "captures lost", "delivered again",
        "stored again", "executed again",
      ].map { ($0, .right) },
      [
        [
          items.stored, items.captureDuplicates, items.captureFiltered, items.captureLost,
          items.duplicateDeliveries, items.duplicateStored,
          items.repeatedDeliveries + items.repeatedCaptures + items.repeatedStores,
        ].map(grouped)
      ])
  }

  /// A line for each connection, and one for each part of its time.
  private var waitTable: [Block] {
    titled(
      "Who waited longest until every item was \(until.rawValue)",
      [
        ("connection", .left), ("connected", .right), ("again", .right), ("took", .right),
        ("of which", .right), ("for", .left),
      ],
      slowest.flatMap { wait in
        wait.parts.enumerated().map { index, part in
          let head =
            index > 0
            ? ["", "", "", ""]
            : [
              wait.organisation, Self.moment(wait.connectedAtMicroseconds), "\(wait.retriggers)",
              Self.duration(wait.totalMicroseconds),
            ]
          return head + [Self.duration(part.microseconds), part.what]
        }
      })
  }

  private var reasonTable: [Block] {
    titled(
      "Of whom not every item is \(until.rawValue)",
      [("because", .left), ("connections", .right), ("for example", .left)],
      undone.map {
        [$0.because, grouped($0.connections), $0.organisations.joined(separator: " ")]
      })
  }

  /// Limits that anybody waited for or that were used to the full.
  private var limitTable: [Block] {
    let used = limits.filter { $0.waitedMicroseconds > 0 || ($0.cap > 0 && $0.maximum >= $0.cap) }
    return titled(
      "Limits",
      [("limit", .left), ("most", .right), ("cap", .right), ("waited for", .right)],
      used.map {
        [
          $0.name, grouped($0.maximum), grouped($0.cap), Self.duration($0.waitedMicroseconds),
        ]
      })
  }

  var backlogTable: [Block] {
    let step = (backlog.count + Self.shownMoments - 1) / max(1, Self.shownMoments)
    let shown = backlog.indices.filter { $0 % max(1, step) == 0 || $0 == backlog.count - 1 }
    return titled(
      "Backlog",
      [
        ("at", .right), ("connected", .right), ("backfills", .right), ("workers", .right),
        ("captures", .right), ("queued", .right), ("undelivered", .right), ("delivered", .right),
        ("stored", .right), ("executions", .right), ("again", .right),
      ],
      shown.map { index in
        let moment = backlog[index]
        return [Self.moment(moment.atMicroseconds)]
          + [
            moment.connections, moment.openBackfills, moment.openWorkers, moment.openCaptures,
            moment.queuedStarts, moment.undelivered, moment.delivered, moment.stored,
            moment.executions, moment.retriggers,
          ].map(grouped)
      })
  }

  // MARK: - Sentences

  /// The report's sentences, one fact each.
  var sentences: [String] {
    [
      "\(counted(connections.count, "connection")), "
        + "\(counted(connections.backfills, "backfill")): \(people(connections.stored)) have every"
        + " item that their last backfill asked for stored or filtered on purpose,"
        + " \(people(connections.delivered)) have every one delivered.",
      itemSentence,
      quotaSentence, timeSentence(.stored, timeToStore), timeSentence(.delivered, timeToDeliver),
      retriggerSentence,
      "\(counted(providerRequests, "request")) to the providers.", besideSentence,
    ].compactMap(\.self) + (problems + faults.misses).map { "\($0)." }
  }

  private var besideSentence: String? {
    connections.beside == 0
      ? nil
      : "Executions, requests, limits and the backlog are also those of the"
        + " \(counted(connections.beside, "connection")) of the world."
  }

  /// "12 (6 %)".
  private func people(_ count: Int) -> String {
    let share = perMillion(count, of: connections.count)
    return "\(grouped(count)) (\(AnswerWording.present(perMillion: share)))"
  }

  private var itemSentence: String {
    func share(_ count: Int) -> String {
      AnswerWording.present(perMillion: perMillion(count, of: items.expected))
    }
    guard items.expected > 0 else { return "No item was asked for." }
    return "Of \(counted(items.expected, "item")) \(share(items.observed)) are stored,"
      + " \(share(items.filteredOnPurpose)) filtered on purpose, \(share(items.lost)) lost;"
      + " \(share(items.delivered)) are delivered."
  }

  private var quotaSentence: String {
    let used = "\(counted(executions, "execution"))"
    guard let quota else { return "\(used); there is no limit on a month's." }
    guard let reached = quota.reachedAtMicroseconds else {
      return "\(used); the month's \(grouped(quota.monthlyExecutions)) were never used up."
    }
    let after =
      quota.action == "refuse"
      ? "then nothing new starts until the month is over" : "then the engine goes on (overage)"
    let sentence =
      "\(used); the month's \(grouped(quota.monthlyExecutions)) were used up at"
      + " \(Self.moment(reached)), \(after)"
    guard quota.connectedAfter > 0 else { return sentence + "." }
    return sentence + ": of \(counted(quota.connectedAfter, "connection"))"
      + " in the rest of that month \(grouped(quota.storedAfter)) are stored whole in the end and"
      + " \(grouped(quota.deliveredAfter)) delivered."
  }

  private func timeSentence(_ goal: Goal, _ time: Spread?) -> String {
    let done = goal == .stored ? connections.stored : connections.delivered
    guard let time else {
      return done > 0
        ? "No connection that is \(goal.rawValue) whole had an item."
        : "No connection is \(goal.rawValue) whole."
    }
    func text(_ microseconds: Int64) -> String { Self.duration(microseconds) }
    let all = time.connections == connections.count
    let share = AnswerWording.present(perMillion: time.sharePerMillion)
    let whose =
      all ? "" : "of the \(share) that \(time.connections < done ? "have items and " : "")arrive "
    return "Time to \(goal.verb): \(whose)half within \(text(time.p50Microseconds)), 90 % within"
      + " \(text(time.p90Microseconds)), 99 % within \(text(time.p99Microseconds)), all within"
      + " \(text(time.maxMicroseconds))."
  }

  private var retriggerSentence: String {
    guard !retriggers.connectionsByCount.isEmpty else { return "Nobody triggers again." }
    let often = retriggers.connectionsByCount.enumerated().dropFirst().filter { $0.element > 0 }
      .map { "\($0.offset)×: \(grouped($0.element))" }
    return "Triggered again by hand: \(grouped(retriggers.total))"
      + (often.isEmpty ? "." : " (\(often.joined(separator: ", "))).")
  }

  /// A moment as `24d 13:05`, rounded down to the minute.
  static func moment(_ microseconds: Int64) -> String {
    let minutes = microseconds / 60_000_000
    let (days, hours, rest) = (minutes / 1440, minutes / 60 % 24, minutes % 60)
    return "\(days)d \(hours < 10 ? "0" : "")\(hours):\(rest < 10 ? "0" : "")\(rest)"
  }

  private static func duration(_ microseconds: Int64) -> String {
    SimDuration(microseconds: microseconds).rounded
  }
}
