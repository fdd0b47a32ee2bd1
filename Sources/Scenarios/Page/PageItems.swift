import PipelineModel
import SimKernel

/// The items of a run with all that happened to each, flat as a page has them.
struct PageItems {
  private(set) var rows: [Int64] = []
  private(set) var units: [PageSide.Unit] = []
  /// The place of each item in the order of the rows.
  private(set) var places: [Int32: Int] = [:]

  private typealias Event = (time: SimTime, kind: PageSide.ItemEvent, run: Int32, text: Int64)

  /// O(milestones · log).
  init(_ evidence: Evidence, _ explanation: Explanation?, _ texts: inout TextPlaces) {
    units = Self.units(of: evidence)
    let events = Self.events(in: evidence, &texts)
    let causes = Self.causes(in: explanation)
    let fates = Dictionary(
      uniqueKeysWithValues: Fate.allCases.enumerated().map { ($1, Int64($0)) })
    let all = Set(evidence.outcome.expected).union(evidence.ledger.histories.keys).sorted()
    for (place, item) in all.enumerated() {
      let unit = evidence.outcome.items.unit(of: item)
      let number = evidence.outcome.items.number(of: item, in: unit)
      let fetches = evidence.fates.fetches(of: item, in: unit).map { time -> Event in
        (time, .fetched, 0, -1)
      }
      let mine = (fetches + (events[item] ?? [])).enumerated().sorted {
        ($0.element.time, $0.offset) < ($1.element.time, $1.offset)
      }
      places[item] = place
      rows += [
        Int64(unit.place), Int64(number), fates[evidence.fates.fate(of: item, in: unit)] ?? 0,
        causes[ItemName(unit: unit, number: number)] ?? -1, Int64(mine.count),
      ]
      var before = SimTime.zero
      for (_, event) in mine {
        rows += [
          event.kind.rawValue, (event.time - before).microseconds, Int64(event.run), event.text,
        ]
        before = event.time
      }
    }
  }

  private static func units(of evidence: Evidence) -> [PageSide.Unit] {
    evidence.world.repositories.indices.flatMap { repository in
      EntityType.allCases.map { type in
        let unit = UnitOfWork(repository: Int32(repository), entityType: type)
        return PageSide.Unit(
          name: VisibleText.of(evidence.name(of: unit)),
          repository: evidence.name(ofRepository: repository),
          entityType: type.name)
      }
    }
  }

  private static func causes(in explanation: Explanation?) -> [ItemName: Int64] {
    var causes: [ItemName: Int64] = [:]
    for (place, group) in (explanation?.groups ?? []).enumerated() {
      for name in group.names where causes[name] == nil { causes[name] = Int64(place) }
    }
    return causes
  }

  private static func events(
    in evidence: Evidence, _ texts: inout TextPlaces
  ) -> [Int32: [Event]] {
    var events: [Int32: [Event]] = [:]
    for milestone in evidence.outcome.milestones {
      guard let item = milestone.itemOfMessage, let kind = PageSide.ItemEvent(milestone) else {
        continue
      }
      let text =
        switch milestone.event {
        case .itemDropped(_, let reason): texts.place(reason.words)
        case .webhookLost(_, let reason): texts.place(reason.words)
        case .itemFailed(_, _, let failure, let isMarked):
          texts.place(failure.words + (isMarked ? "; its dedup mark is set" : ""))
        case .faultStruck: texts.place(evidence.words(ofFault: milestone) ?? "")
        default: Int64(-1)
        }
      events[item, default: []].append((milestone.time, kind, milestone.run, text))
    }
    return events
  }
}

extension PageSide.ItemEvent {
  /// Nil for what a page does not tell of items.
  init?(_ milestone: Milestone) {
    switch milestone.event {
    case .itemMade: self = .made
    case .itemTouched: self = .touched
    case .itemAccepted: self = .accepted
    case .itemDuplicate: self = .duplicate
    case .itemFailed: self = .failed
    case .published(_, .ingress): self = .published
    case .itemDeadLettered(_, let byGateway): self = byGateway ? .givenUp : .deadLettered
    case .itemDelivered: self = .delivered
    case .itemStored: self = .stored
    case .itemDropped: self = .dropped
    case .webhookLost: self = .webhookLost
    case .faultStruck: self = .struck
    case .redelivery(_, .ingress, _): self = .retried
    default: return nil
    }
  }
}

extension UnitOfWork {
  /// Its place among all units of the world.
  var place: Int {
    repository < 0 ? -1 : Int(repository) * EntityType.allCases.count + Int(entityType.rawValue)
  }
}
