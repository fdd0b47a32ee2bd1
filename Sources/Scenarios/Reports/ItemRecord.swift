import PipelineModel
import SimKernel

/// One item of a run as JSON: when it passed each hop, and what became of it.
///
/// `docs/output.md` documents the keys; times are microseconds, and lists are left out when empty.
struct ItemRecord: Codable, Sendable, Equatable {
  /// As people call it: "app pull_request #200".
  var item: String
  var connection: String
  var repository: String
  var entityType: String
  var number: Int
  /// Whether the story asks for it.
  var expected: Bool
  /// A word of the vocabulary of fates.
  var fate: String
  var madeAtMicroseconds: Int64?
  var touchedAtMicroseconds: [Int64]?
  var fetchedAtMicroseconds: [Int64]?
  var acceptedAtMicroseconds: [Int64]?
  var duplicateAtMicroseconds: [Int64]?
  var failedAtMicroseconds: [Int64]?
  var publishedAtMicroseconds: [Int64]?
  var deadLetteredAtMicroseconds: [Int64]?
  var deliveredAtMicroseconds: [Int64]?
  var storedAtMicroseconds: [Int64]?
  var dropped: [Drop]?
  var webhookLost: String?

  struct Drop: Codable, Sendable, Equatable {
    var atMicroseconds: Int64
    var reason: String
  }

  init(_ item: Int32, _ unit: UnitOfWork, expected: Bool, _ evidence: Evidence) {
    let history = evidence.ledger.histories[item] ?? ItemHistory(unit: unit)
    func times(_ times: [SimTime]) -> [Int64]? {
      times.isEmpty ? nil : times.map(\.microseconds)
    }
    self.item = evidence.name(ofItem: item, in: unit)
    connection = evidence.name(ofInstallation: evidence.heir(of: evidence.installation(of: unit)))
    repository = evidence.name(ofRepository: Int(unit.repository))
    entityType = unit.entityType.name
    number = evidence.outcome.items.number(of: item, in: unit)
    self.expected = expected
    fate = evidence.fates.fate(of: item, in: unit).rawValue
    madeAtMicroseconds = history.madeAt?.microseconds
    touchedAtMicroseconds = times(history.touched)
    fetchedAtMicroseconds = times(evidence.fates.fetches(of: item, in: unit).sorted())
    acceptedAtMicroseconds = times(history.accepted)
    duplicateAtMicroseconds = times(history.refused)
    failedAtMicroseconds = times(history.failed)
    publishedAtMicroseconds = times(history.published)
    deadLetteredAtMicroseconds = times((history.deadLettered + history.givenUp).sorted())
    deliveredAtMicroseconds = times(history.delivered)
    storedAtMicroseconds = times(history.stored)
    dropped =
      history.dropped.isEmpty
      ? nil : history.dropped.map { Drop(atMicroseconds: $0.at.microseconds, reason: "\($0.why)") }
    webhookLost = history.webhookLoss.map { "\($0)" }
  }
}

extension Evidence {
  /// Every item that the story asks for or that anything happened to, one JSON object a line.
  public var itemRecords: String {
    records.map { JSONOutput.text($0, onOneLine: true) + "\n" }.joined()
  }

  /// The same, in the order of the world.
  var records: [ItemRecord] {
    let expected = Set(outcome.expected)
    return expected.union(ledger.histories.keys).sorted().map { item in
      ItemRecord(
        item, outcome.items.unit(of: item), expected: expected.contains(item), self)
    }
  }
}
