import PipelineModel
import SimKernel

extension Claim {
  static let retrigger: [Claim] = [
    Claim(
      "6.1",
      "Re-trigger within 24 h: same delivery ids, dedup skips what was dispatched, only what was "
        + "missing gets through."
    ) { $0.dedupWithinADay() },
    Claim(
      "6.2",
      "Re-trigger after 24 h: everything is dispatched again, with duplicate observations."
    ) { $0.duplicatesAfterADay() },
    Claim("6.3", "Dedup on the delivery id in the database would remove the window.") {
      $0.databaseDedupClosesTheWindow()
    },
  ]

  static let moreHistory: [Claim] = [
    Claim(
      "8.1",
      "Depth 30 to 90 within 24 h: the overlap is deduplicated, only the older part is delivered."
    ) { $0.deeperWithinADay() },
    Claim("8.2", "Depth 30 to 90 after 24 h: the overlap is delivered again.") {
      $0.deeperAfterADay()
    },
  ]
}

extension Evidence {
  /// No second delivery after a re-trigger, and no gap at its end.
  func idempotence(of retrigger: Retrigger) -> Finding {
    let again = repeats(after: retrigger)
    if let first = again.first {
      return .refuted(
        first.time,
        "\(counted(again.count, "item")) reached the Console again after \(retrigger.words)")
    }
    guard retrigger.run.started else {
      return retrigger.run.wentWrong
        ? .refuted(retrigger.run.endedAt, "the re-trigger never ran: \(retrigger.run.outcome.name)")
        : .notExercised("the re-trigger had not started")
    }
    return gapFinding(after: retrigger)
  }

  fileprivate func dedupWithinADay() -> Finding {
    .combine(
      retriggers.filter { $0.isWithinADay && hasPosted($0.previous) && $0.run.started }.map {
        skipsOnlyWhatArrived($0)
      },
      otherwise: "no backfill was triggered again within 24 h")
  }

  /// Refused are exactly the items that had arrived: nothing is delivered twice, and nothing that
  /// never arrived is answered "duplicate".
  private func skipsOnlyWhatArrived(_ retrigger: Retrigger) -> Finding {
    let again = repeats(after: retrigger)
    let refused = posts(of: retrigger, .itemDuplicate)
    let lost = refused.filter { ledger.histories[$0.item ?? -1]?.delivered.isEmpty ?? true }
    let firstAgain = again.first.map {
      Finding.refuted(
        $0.time,
        "\(counted(again.count, "item")) reached the Console again after \(retrigger.words)")
    }
    let firstLost = lost.first.map {
      Finding.refuted(
        $0.time,
        "\(counted(Set(lost.map(\.item)).count, "item")) answered duplicate after "
          + "\(retrigger.words) never reached the Console")
    }
    return .combine(
      [firstAgain, firstLost].compactMap { $0 } + [
        .holds(
          "\(retrigger.words): \(grouped(refused.count)) posts answered duplicate, "
            + "\(counted(firstDeliveries(after: retrigger), "missing item")) delivered")
      ], otherwise: "")
  }

  /// Whether earlier runs dispatched anything.
  private func hasPosted(_ runs: [RunRecord]) -> Bool {
    runs.flatMap(workers(of:)).contains { !(ledger.posts[$0.number] ?? []).isEmpty }
  }

  fileprivate func duplicatesAfterADay() -> Finding {
    let late = retriggers.filter { !$0.isWithinADay && hasPosted($0.previous) }
    return .combine(
      late.map { retrigger in
        guard retrigger.run.started else {
          return .notExercised("the re-trigger had not started")
        }
        let end = end(of: retrigger)
        let accepted = posts(of: retrigger, .itemAccepted).count
        let again = repeats(after: retrigger).count
        let stored = ledger.storedAgain.filter {
          $0.time >= retrigger.run.createdAt && $0.time < retrigger.until
            && installation(of: $0.unit) == retrigger.installation
        }
        let words =
          "after \(retrigger.words): \(grouped(accepted)) accepted by the gateway, "
          + "\(grouped(again)) delivered again, \(grouped(stored.count)) stored again"
        if let refused = posts(of: retrigger, .itemDuplicate).first {
          return .refuted(refused.time, "some were still refused as duplicates \(words)")
        }
        if again == 0 { return .refuted(end, words) }
        if stored.isEmpty {
          let drop = ledger.drops.first { $0.time >= retrigger.run.createdAt }
          return .refuted(
            drop?.time ?? end, words + (drop?.drop.map { ", dropped: \($0.words)" } ?? ""))
        }
        return .holds(words)
      }, otherwise: "no backfill was triggered again 24 h or more after its start")
  }

  fileprivate func databaseDedupClosesTheWindow() -> Finding {
    let drops = ledger.drops.filter { $0.drop == .deliveryID }
    guard let first = drops.first else {
      return .notExercised("the database refused no delivery id")
    }
    if let again = ledger.storedAgain.first {
      return .refuted(
        again.time, "\(name(of: again)) was stored twice all the same")
    }
    return .holds(
      "\(counted(drops.count, "second delivery", "second deliveries")) refused by the database "
        + "from \(first.time.clock) on, none stored twice")
  }

  // MARK: - More history

  /// Re-triggers that ask for more days than any request before them.
  var deepenings: [Retrigger] {
    retriggers.filter { retrigger in
      guard let request = request(before: retrigger.run), let depth = request.depth else {
        return false
      }
      let before = requests.filter {
        $0.installation == retrigger.installation && $0.at < request.at
      }.compactMap(\.depth)
      return !before.isEmpty && before.allSatisfy { $0 < depth }
    }
  }

  fileprivate func deeperWithinADay() -> Finding {
    .combine(
      deepenings.filter(\.isWithinADay).map { retrigger in
        if case .refuted(let at, let because) = idempotence(of: retrigger) {
          return .refuted(at, because)
        }
        let new = firstDeliveries(after: retrigger)
        guard new > 0 else {
          return .refuted(end(of: retrigger), "\(retrigger.words) delivered nothing new")
        }
        let refused = posts(of: retrigger, .itemDuplicate).count
        return .holds(
          "\(retrigger.words): \(grouped(refused)) of the overlap refused, "
            + "\(counted(new, "older item")) delivered")
      }, otherwise: "nobody asked for more days within 24 h of the first run's start")
  }

  fileprivate func deeperAfterADay() -> Finding {
    .combine(
      deepenings.filter { !$0.isWithinADay }.map { retrigger in
        let again = repeats(after: retrigger)
        guard let first = again.first else {
          return .refuted(end(of: retrigger), "\(retrigger.words) delivered no item again")
        }
        return .holds(
          "\(counted(again.count, "item")) of the overlap delivered again, the first at "
            + first.time.clock)
      }, otherwise: "nobody asked for more days 24 h or more after the first run's start")
  }
}
