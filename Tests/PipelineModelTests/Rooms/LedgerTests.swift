import SimKernel
import Testing

@testable import PipelineModel

/// What becomes of every item, counted.
@Suite("The ledger")
struct LedgerTests {
  private static let unit = UnitOfWork(repository: 0, entityType: .issue).index

  /// A ledger of so many items of one unit, each published once.
  private func ledger(_ items: Int = 1) -> Ledger {
    var ledger = Ledger(items: items, units: EntityType.allCases.count)
    for _ in 0..<items {
      ledger.posted(Self.unit)
      ledger.answered(.accepted, Self.unit)
      ledger.published(Self.unit, at: .zero)
    }
    return ledger
  }

  /// Delivers an item, once more than before when `again`.
  private func deliver(_ ledger: inout Ledger, _ item: Int32 = 0, again: Bool = false) {
    _ = ledger.delivered(item, Self.unit, again: again, at: .zero)
  }

  /// Expects the items and returns the counts of their unit, which are balanced.
  private func counts(_ ledger: inout Ledger, items: Int32 = 1) -> HopCounts {
    for item in 0..<items { ledger.expect(item, Self.unit) }
    #expect(ledger.imbalances() == [])
    #expect(ledger.imbalances(of: Self.unit) == [])
    return ledger.units[Self.unit]
  }

  @Test(
    "keeps an item that came, however often",
    arguments: [255, 256, 2_047, 2_048, 65_535, 65_536, 65_537, 131_072])
  func often(_ times: Int) {
    var ledger = ledger()
    for time in 0..<times {
      let delivered = ledger.delivered(0, Self.unit, again: time > 0, at: .zero)
      let stored = ledger.stored(0, Self.unit, again: false, at: .zero)
      #expect(delivered == min(time + 1, ItemRow.mostDeliveries))
      #expect(stored == min(time + 1, ItemRow.mostObservations))
    }
    let counts = counts(&ledger)
    #expect(counts.delivered == times && counts.stored == times)
    #expect(counts.duplicateDeliveries == times - 1 && counts.duplicateStored == times - 1)
    #expect(counts.repeatedDeliveries == times - 1)
    #expect(counts.undelivered == 0 && counts.missing == 0 && counts.lost == 0)
  }

  @Test("says so when rows and counts disagree, as they do when a count wraps")
  func wrapped() {
    var ledger = ledger()
    deliver(&ledger)
    _ = ledger.stored(0, Self.unit, again: false, at: .zero)
    #expect(ledger.imbalances() == [])
    #expect(
      ledger.imbalances(distinct: (0, 1)) == [
        "items delivered + again = times delivered: 0 + 0 is not 1"
      ])
    #expect(
      ledger.imbalances(distinct: (1, 0)) == ["items stored + again = times stored: 0 + 0 is not 1"]
    )
  }

  @Test(
    "tells what is lost from what the Console meant to leave out", arguments: ItemDrop.allCases,
    [false, true])
  func lost(_ reason: ItemDrop, isOnPurpose: Bool) {
    var ledger = ledger()
    deliver(&ledger)
    ledger.dropped(reason, onPurpose: isOnPurpose, 0, Self.unit)
    let counts = counts(&ledger)
    #expect(counts.missing == 1 && counts.undelivered == 0)
    #expect(counts.filteredOnPurpose == (isOnPurpose ? 1 : 0))
    #expect(counts.lost == (isOnPurpose ? 0 : 1))
    #expect(ledger.lostTo.reduce(0, +) == counts.lost)
    #expect(ledger.lostTo[Int(reason.rawValue)] == counts.lost)
  }

  @Test("lets an observation win over every drop, a purpose over every accident")
  func twice() {
    var ledger = ledger(4)
    for item in 0..<Int32(4) {
      deliver(&ledger, item)
      deliver(&ledger, item, again: true)
    }
    ledger.dropped(.insignificant, onPurpose: true, 0, Self.unit)
    _ = ledger.stored(0, Self.unit, again: false, at: .zero)
    ledger.dropped(.startTimeout, onPurpose: false, 1, Self.unit)
    ledger.dropped(.insignificant, onPurpose: true, 1, Self.unit)
    ledger.dropped(.startTimeout, onPurpose: false, 2, Self.unit)
    ledger.dropped(.idempotency, onPurpose: false, 2, Self.unit)
    _ = ledger.stored(3, Self.unit, again: false, at: .zero)
    ledger.dropped(.sourceID, onPurpose: false, 3, Self.unit)
    let counts = counts(&ledger, items: 4)
    #expect(counts.missing == 2 && counts.filteredOnPurpose == 1 && counts.lost == 1)
    #expect(ledger.lostTo[Int(ItemDrop.startTimeout.rawValue)] == 1)
    #expect(ledger.lostTo.reduce(0, +) == 1)
  }

  @Test("tells a refusal as a duplicate only of what nothing else befell")
  func refusals() {
    var ledger = ledger(2)
    for item in 0..<Int32(2) {
      deliver(&ledger, item)
      deliver(&ledger, item, again: true)
      ledger.dropped(.idempotency, onPurpose: false, item, Self.unit)
    }
    ledger.dropped(.captureFailed, onPurpose: false, 0, Self.unit)
    ledger.dropped(.deliveryID, onPurpose: false, 1, Self.unit)
    #expect(ledger.loss(of: 0) == .captureFailed && ledger.loss(of: 1) == .idempotency)
    _ = counts(&ledger, items: 2)
    #expect(ledger.lostTo[Int(ItemDrop.captureFailed.rawValue)] == 1)
    #expect(ledger.lostTo[Int(ItemDrop.idempotency.rawValue)] == 1)
  }

  @Test("counts what never came among the lost, and takes 4 bytes an item")
  func undelivered() {
    var ledger = ledger(3)
    #expect(ledger.rowBytes == 0)
    deliver(&ledger, 2)
    let bytes = ledger.rowBytes
    #expect(ledger.addItem() == 3)
    #expect(ledger.rowBytes == bytes + 4 && bytes == 12)
    let counts = counts(&ledger, items: 4)
    #expect(counts.undelivered == 3 && counts.lost == 4)
    #expect(ledger.lostTo.reduce(0, +) == 0)
  }

  @Test("counts captures and observations that come again where their delivery does not")
  func repeated() {
    var ledger = ledger()
    deliver(&ledger)
    ledger.capturedAgain(Self.unit)
    _ = ledger.stored(0, Self.unit, again: false, at: .zero)
    _ = ledger.stored(0, Self.unit, again: true, at: .zero)
    ledger.dropped(.idempotency, onPurpose: false, 0, Self.unit)
    let counts = counts(&ledger)
    #expect(counts.repeatedCaptures == 1 && counts.repeatedStores == 1)
    #expect(
      counts.delivered + counts.repeatedCaptures + counts.repeatedStores
        == counts.stored + counts.captureDuplicates)
  }
}

@Suite("The counts of the hops")
struct HopCountTests {
  @Test("stand each in the list of fields, under its own name")
  func fields() {
    var counts = HopCounts()
    for (place, field) in HopCounts.fields.enumerated() { counts[keyPath: field.path] = place + 1 }
    let stored = Mirror(reflecting: counts).children
    #expect(stored.count == HopCounts.fields.count)
    for (name, value) in stored {
      let place = HopCounts.fields.firstIndex { $0.name == name }
      #expect(place.map { $0 + 1 } == value as? Int, "\(name ?? "")")
    }
    let once = counts
    counts += once
    for field in HopCounts.fields {
      #expect(counts[keyPath: field.path] == 2 * once[keyPath: field.path], "\(field.name)")
    }
  }
}
