import PipelineModel
import SimKernel

/// One run as a page's script reads it.
///
/// Lists of numbers are flat, row after row, and times in them are microseconds since the row
/// before, so that 10,000 milestones take a few hundred kilobytes.
struct PageSide: Encodable, Sendable {
  /// "as the file says", "without faults[0] (app.jsonc:7)".
  var words: String
  var end: Int64
  /// Texts that lists name by their places.
  var texts: [String] = []
  var lanes: [Lane] = []
  /// lane, time, length, text, run, whether it failed.
  var spans: [Int64] = []
  /// lane, time, text, run, whether it is bad.
  var moments: [Int64] = []
  /// number, text of its name, unit, created, started (-1: never), ended, whether it is open still.
  var runs: [Int64] = []
  var units: [Unit] = []
  /// Words of the fates, by `Item`'s number of them.
  var fates: [String] = []
  /// unit, number, fate, cause (-1: none), how many events, then each: kind, time, run, text (-1).
  var items: [Int64] = []
  var limits: [Limit] = []
  /// run, limit, time, length.
  var waits: [Int64] = []
  /// run, time, length: when it had requests under way.
  var requests: [Int64] = []
  /// run, time, text of what it does from then on, when its sleep ends (-1: it does not sleep),
  /// when its next request is due (-1: none is planned).
  var doings: [Int64] = []
  /// item's place in `items`, time, how long until it expires, until it was taken away (-1: never).
  var marks: [Int64] = []
  var windows: [Window] = []
  /// Changes of a number: time, value; no `executionsLeft` where there is no limit.
  var levels: [String: [Int64]] = [:]
  /// Paragraphs that say why, one for each cause.
  var causes: [[String]] = []

  /// A row of the picture.
  struct Lane: Encodable, Sendable, Equatable {
    /// Lanes of one group can be folded into one.
    var group: String
    var name: String
  }

  /// A repository and an entity type.
  struct Unit: Encodable, Sendable {
    var name: String
    var repository: String
    var entityType: String
  }

  /// A limit with its levels: time, value.
  struct Limit: Encodable, Sendable {
    var name: String
    var cap: Int
    var inUse: [Int64]
    var waiting: [Int64]
  }

  /// The provider's windows of a connection: time, end; and requests in them: time, value.
  struct Window: Encodable, Sendable {
    var connection: String
    var cap: Int
    var windows: [Int64]
    var used: [Int64]
  }

  /// What happened to an item, by the numbers that `items` uses.
  enum ItemEvent: Int64, CaseIterable {
    case made, touched, fetched, accepted, duplicate, failed, published, deadLettered
    case delivered, stored, dropped, webhookLost, struck, retried, givenUp

    /// The words in an item's life.
    var words: String {
      switch self {
      case .made: "made at the provider"
      case .touched: "updated at the provider"
      case .fetched: "fetched by a worker"
      case .accepted: "gateway answers: accepted"
      case .duplicate: "gateway answers: duplicate"
      case .failed: "post fails"
      case .published: "published to the queue"
      case .deadLettered: "given up by the queue"
      case .delivered: "delivered to the Console"
      case .stored: "stored"
      case .dropped: "dropped in the Console"
      case .webhookLost: "its live webhook is lost"
      case .struck: "fault"
      case .retried: "not delivered, to be tried again"
      case .givenUp: "given up by the gateway"
      }
    }
  }
}

/// Texts by their places, each once.
struct TextPlaces {
  private(set) var texts: [String] = []
  private var places: [String: Int64] = [:]

  mutating func place(_ text: String) -> Int64 {
    if let known = places[text] { return known }
    let next = Int64(texts.count)
    places[text] = next
    texts.append(text)
    return next
  }
}
