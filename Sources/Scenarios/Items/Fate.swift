import PipelineModel

/// What became of an item in the end: one word by cause, the same everywhere in the program.
public enum Fate: String, CaseIterable, Codable, Sendable {
  // The customer sees it, or is not meant to.
  case stored
  case stale
  case insignificant
  case notSynced = "not-synced"

  // Delivered to the Console, and lost there or not over.
  case foreignWorkspace = "foreign-workspace"
  case noWorkspace = "no-workspace"
  case takenForAnother = "taken-for-another"
  case databaseRefused = "database-refused"
  case captureStartTimeout = "capture-start-timeout"
  case captureFinishTimeout = "capture-finish-timeout"
  case captureFailed = "capture-failed"
  case ingressFailed = "ingress-failed"
  case quota
  case inConsole = "in-console"

  // Taken by the gateway and never delivered.
  case deadLettered = "dead-lettered"
  case unpublished
  case behindMark = "behind-the-mark"
  case refusedByGateway = "refused-by-gateway"
  case webhookLost = "webhook-lost"

  // Never posted.
  case notPosted = "not-posted"
  case notReached = "not-reached"
  case notStarted = "not-started"
  case notAsked = "not-asked"
  case outsideWindow = "outside-window"
  case movedBetweenPages = "moved-between-pages"
  case sharedInstant = "shared-instant"
  case updatedDuringRun = "updated-during-run"

  // Not over.
  case inFlight = "in-flight"

  /// What the Console's reason for a drop makes of an item that is never stored.
  init(_ drop: ItemDrop) {
    self =
      switch drop {
      case .foreignWorkspace: .foreignWorkspace
      case .noWorkspace: .noWorkspace
      case .idempotency, .sourceID: .takenForAnother
      case .deliveryID: .databaseRefused
      case .startTimeout: .captureStartTimeout
      case .finishTimeout: .captureFinishTimeout
      case .captureFailed: .captureFailed
      case .ingressFailed: .ingressFailed
      case .quota: .quota
      case .insignificant: .insignificant
      case .notSynced: .notSynced
      }
  }

  /// Whether it is as the customer's settings want it: seen, or left out on purpose.
  public var isMeant: Bool { isStored || self == .insignificant || self == .notSynced }

  /// Whether it has an observation, be it of an earlier version.
  public var isStored: Bool { self == .stored || self == .stale }

  /// Whether such an item never reached the Console.
  public var isBeforeConsole: Bool {
    switch self {
    case .deadLettered, .unpublished, .behindMark, .refusedByGateway, .webhookLost, .notPosted,
      .notReached,
      .notStarted, .notAsked, .outsideWindow, .movedBetweenPages, .sharedInstant,
      .updatedDuringRun, .inFlight:
      true
    case .stored, .stale, .insignificant, .notSynced, .foreignWorkspace, .noWorkspace,
      .takenForAnother,
      .databaseRefused, .captureStartTimeout, .captureFinishTimeout, .captureFailed,
      .ingressFailed, .quota, .inConsole:
      false
    }
  }

  /// Whether no post of such an item ever reached the gateway.
  public var isBeforeGateway: Bool {
    switch self {
    case .notPosted, .notReached, .notStarted, .notAsked, .outsideWindow, .movedBetweenPages,
      .sharedInstant, .updatedDuringRun:
      true
    default: false
    }
  }

  /// The words in a list of everything that has no observation.
  var wordsOfMissing: String { isMeant ? "\(words): left out on purpose" : words }

  /// What it means, behind a number of items or behind one item.
  public var words: String {
    switch self {
    case .stored: "stored"
    case .stale: "stored, and changed since at the provider"
    case .insignificant: "not significant enough"
    case .notSynced: "of a repository that its workspace does not sync"
    case .foreignWorkspace: "sent to another workspace than their repository's"
    case .noWorkspace: "dropped for want of a workspace"
    case .takenForAnother: "taken for another item with the same source id"
    case .databaseRefused: "refused by the database before it was stored"
    case .captureStartTimeout: "dropped at the capture's start timeout"
    case .captureFinishTimeout: "dropped at the capture's finish timeout"
    case .captureFailed: "lost in a capture that failed for good"
    case .ingressFailed: "lost in a step of the Console's ingress that failed for good"
    case .quota: "dropped because the month's executions are used up"
    case .inConsole: "delivered, and still under way in the Console"
    case .deadLettered: "given up by the queue"
    case .unpublished: "taken by the gateway, which never published it"
    case .behindMark: "lost behind its dedup mark: marked and never published"
    case .refusedByGateway: "never taken by the gateway: each post failed"
    case .webhookLost: "made during the story, and lost with its live webhook"
    case .notPosted: "fetched, and its worker ended before a post of it reached the gateway"
    case .notReached: "on a page that no worker ever got"
    case .notStarted: "of a worker that never started"
    case .notAsked: "brought by nobody: no worker ran for it"
    case .outsideWindow: "too old for every window that was read to its end"
    case .movedBetweenPages: "moved between two pages, from one not yet read to one already read"
    case .sharedInstant: "of the same instant as the last of a page, behind its cursor"
    case .updatedDuringRun: "updated into the window after the listing had been read"
    case .inFlight: "still on the way to the Console"
    }
  }
}
