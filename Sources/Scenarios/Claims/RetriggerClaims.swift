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
    if let again = secondDelivery(after: retrigger) { return again }
    guard retrigger.run.started else {
      return retrigger.run.wentWrong
        ? .refuted(retrigger.run.endedAt, "the re-trigger never ran: \(retrigger.run.outcome.name)")
        : .notExercised("the re-trigger had not started")
    }
    return gapFinding(after: retrigger)
  }

  private func secondDelivery(after retrigger: Retrigger) -> Finding? {
    let again = repeats(after: retrigger)
    return again.first.map {
      .refuted(
        $0.time,
        "\(counted(again.count, "item")) reached the Console again after \(retrigger.words)")
    }
  }

  fileprivate func dedupWithinADay() -> Finding {
    .combine(
      retriggers.filter { $0.isWithinADay && $0.hadPosted && hasPosted($0.run) }.map {
        skipsOnlyWhatArrived($0)
      },
      otherwise: "no backfill was dispatched again within \(Self.dayInWords)")
  }

  /// Refused are exactly the items that had arrived: nothing is delivered twice, and nothing that
  /// never arrived is answered "duplicate".
  private func skipsOnlyWhatArrived(_ retrigger: Retrigger) -> Finding {
    let refused = posts(of: retrigger, .itemDuplicate)
    let lost = refused.filter { post in
      guard let item = post.item else { return false }
      return (ledger.histories[item]?.delivered.isEmpty ?? true) && !isUnderWay(item)
    }
    let firstLost = lost.first.map {
      Finding.refuted(
        $0.time,
        "\(counted(Set(lost.map(\.item)).count, "item")) answered duplicate after "
          + "\(retrigger.words) never reached the Console")
    }
    return .combine(
      [secondDelivery(after: retrigger), firstLost].compactMap(\.self) + [
        .holds(
          "\(retrigger.words): \(counted(refused.count, "post")) answered duplicate, "
            + "\(counted(firstDeliveries(after: retrigger), "missing item")) delivered")
      ], otherwise: "")
  }

  fileprivate func duplicatesAfterADay() -> Finding {
    .combine(
      retriggers.filter { !$0.isWithinADay && $0.hadPosted && hasPosted($0.run) }.map {
        duplicates(after: $0)
      },
      otherwise: "no backfill was dispatched again \(Self.dayInWords) or more after its start")
  }

  private func duplicates(after retrigger: Retrigger) -> Finding {
    let end = end(of: retrigger)
    let accepted = posts(of: retrigger, .itemAccepted).count
    let again = repeats(after: retrigger)
    let stored = storedAgain(after: retrigger)
    let words =
      "after \(retrigger.words): \(grouped(accepted)) accepted by the gateway, "
      + "\(grouped(again.count)) delivered again, \(grouped(stored.count)) stored again"
    if let refused = refusedForOldMarks(of: retrigger).first {
      return .refuted(refused.time, "some were still refused as duplicates \(words)")
    }
    guard !again.isEmpty else {
      return isOver
        ? .refuted(end, words) : .notExercised("it was under way when the simulation was cut off")
    }
    guard stored.isEmpty else { return .holds(words) }
    guard let drop = firstDrop(after: retrigger) else {
      return .notExercised("the second deliveries were still on their way")
    }
    return .refuted(drop.time, words + (drop.drop.map { ", dropped: \($0.words)" } ?? ""))
  }

  /// Posts of a re-trigger answered "duplicate" for a mark that none of its own posts has set.
  private func refusedForOldMarks(of retrigger: Retrigger) -> [Milestone] {
    var marked: Set<Int32> = []
    return posts(of: retrigger).filter { post in
      switch post.event {
      case .itemDuplicate(let item, _): return !marked.contains(item)
      case .itemAccepted(let item, _), .itemFailed(let item, _, _, isMarked: true):
        marked.insert(item)
        return false
      default: return false
      }
    }
  }

  fileprivate func databaseDedupClosesTheWindow() -> Finding {
    let drops = ledger.drops.filter { $0.drop == .deliveryID }
    guard let first = drops.first else {
      return .notExercised("the database refused no delivery id")
    }
    let lost = drops.filter { ledger.histories[$0.item ?? -1]?.stored.isEmpty ?? true }
    if let first = lost.first {
      let items = Set(lost.compactMap(\.item)).count
      return .refuted(
        first.time,
        "\(name(of: first)) was refused as a second delivery and was never stored "
          + "(\(counted(items, "item")) in all)")
    }
    // A live webhook has a delivery id of its own.
    let stored = ledger.storedAgain.first {
      let history = ledger.histories[$0.item ?? -1]
      return history.map { $0.madeAt == nil && $0.stored.count > $0.wantedDeliveries } ?? false
    }
    if let again = stored {
      return .refuted(
        again.time, "\(name(of: again)) was stored twice all the same")
    }
    return .holds(
      "\(counted(drops.count, "second delivery", "second deliveries")) refused by the database "
        + "from \(first.time.clock) on, none stored twice")
  }
}

// MARK: - More history

extension Retrigger {
  /// Whether it asks for more days than any run before it.
  var isDeeper: Bool {
    guard let depth = run.depth, let before = depthBefore else { return false }
    return depth > before
  }
}

extension Evidence {
  /// Items a deeper run posted that had been delivered before it.
  private func overlap(of retrigger: Retrigger) -> Set<Int32> {
    Set(
      posts(of: retrigger).compactMap(\.item).filter { item in
        ledger.histories[item]?.delivered.first.map { $0 < retrigger.run.createdAt } ?? false
      })
  }

  /// Whether an item was too old for every run before a deeper one.
  private func isOlder(_ item: Int32, in unit: UnitOfWork, than retrigger: Retrigger) -> Bool {
    guard let before = retrigger.previous.compactMap(windowStart).min() else { return false }
    return fates.updatedAt(item, in: unit) < before
  }

  private func depths(of retrigger: Retrigger) -> String {
    "\(retrigger.depthBefore?.days ?? ""), then \(retrigger.run.depth?.days ?? "")"
  }

  fileprivate func deeperWithinADay() -> Finding {
    .combine(
      retriggers.filter { $0.isDeeper && $0.isWithinADay }.map { retrigger in
        let idempotence = idempotence(of: retrigger)
        guard case .holds = idempotence else { return idempotence }
        let new = firstDeliveries(after: retrigger) { isOlder($0, in: $1, than: retrigger) }
        let overlap = overlap(of: retrigger)
        guard !overlap.isEmpty, new > 0 else {
          return .notExercised(new > 0 ? "there was no overlap" : "there was nothing older")
        }
        return .holds(
          "\(depths(of: retrigger)), \(retrigger.words): \(grouped(overlap.count)) of the overlap "
            + "refused, \(counted(new, "older item")) delivered")
      },
      otherwise: "nobody asked for more days within \(Self.dayInWords) of the first run's start")
  }

  fileprivate func deeperAfterADay() -> Finding {
    .combine(
      retriggers.filter { $0.isDeeper && !$0.isWithinADay }.map { retrigger in
        let overlap = overlap(of: retrigger)
        let again = repeats(after: retrigger).filter { overlap.contains($0.item ?? -1) }
        if let first = again.first {
          return .holds(
            "\(depths(of: retrigger)), \(retrigger.words): \(counted(again.count, "item")) of the "
              + "overlap delivered again, the first at \(first.time.clock)")
        }
        guard !overlap.isEmpty, isOver else {
          return .notExercised("no item of the overlap was dispatched again")
        }
        return .refuted(
          end(of: retrigger),
          "\(retrigger.words) delivered none of \(counted(overlap.count, "item")) of the overlap "
            + "again")
      },
      otherwise: "nobody asked for more days \(Self.dayInWords) or more after the first run's start"
    )
  }
}
