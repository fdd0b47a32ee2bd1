import SimKernel

/// A call from a running step to a service.
public enum ServiceCall: Sendable, BitwiseCopyable {
  /// `GET /connections/:id`.
  case connection(installation: Int32)
  /// `GET /connections/:id/token`.
  case token(installation: Int32)
  /// What earlier backfills of a connection completed.
  case history(installation: Int32)
  /// Write down what this one completed.
  case complete(CompletedWork, installation: Int32)
  /// Gateway: publish what it holds of a connection.
  case replayHeld(installation: Int32)
  /// One page from the provider.
  case fetch(PageRequest)
  /// One item to the gateway.
  case post(PageItem)
  /// Events to the engine; they lie on the tape.
  case sendEvents
  /// Work inside the process that takes so long.
  case work(SimDuration)
  /// What the question that follows takes: nothing strikes it but the question.
  case pause(SimDuration)
  /// Console: the workspace of what was delivered, and all that follows from it.
  case resolveWorkspace(DeliveryData)
  /// Console: write the payload row of what was delivered.
  case storePayload(DeliveryData)
  /// Console: is there an observation of this capture's source id?
  case findObservation(CaptureData)
  /// Console: does the workspace sync this resource and type?
  case isAllowed(CaptureData)
  /// Console: write the observation.
  case storeObservation(CaptureData)
}

extension ServiceCall {
  /// Whether it is only the time that another one takes.
  var isPause: Bool {
    if case .pause = self { return true }
    return false
  }

  /// Whether it posts the item behind the one that another call posts.
  func follows(_ other: ServiceCall) -> Bool {
    guard case .post(let item) = self, case .post(let before) = other else { return false }
    return item == before.next
  }
}

/// What a service answered, or that it did not.
public enum ServiceReply: Sendable, BitwiseCopyable {
  /// Done.
  case ok
  /// The gateway took the item.
  case accepted
  /// The gateway had seen the delivery id.
  case duplicate
  /// The connection.
  case connection(ConnectionView)
  /// A token.
  case token(Token)
  /// What earlier backfills completed.
  case history(HistoryView)
  /// A page.
  case page(Page)
  /// An answer to a question.
  case answer(Bool)
  /// What is to be captured.
  case capture(CaptureData)
  /// An HTTP error.
  case status(Int16)
  /// An HTTP error with a Retry-After header.
  case limited(Int16, retryAfter: SimDuration)
  /// The connection broke.
  case broken
  /// A connector's own error.
  case refused(Failure)

  /// Why it is an error; `.none` when it is not.
  var failure: Failure {
    switch self {
    case .status(let status), .limited(let status, _): .status(status)
    case .broken: .connection
    case .refused(let failure): failure
    default: .none
    }
  }
}

/// A connection as its service shows it.
public struct ConnectionView: Sendable, BitwiseCopyable, Equatable {
  /// Whether its status is active.
  public var isActive: Bool
  /// Active resources at that moment: a range of the connections room's snapshots.
  public var first: Int32
  /// How many.
  public var count: Int32
}

/// An entity type of a repository, or of all that a backfill asked for (repository -1), that a
/// backfill completed.
public struct CompletedWork: Sendable, BitwiseCopyable, Equatable {
  /// What was copied.
  public var unit: UnitOfWork
  /// The start of the window.
  public var since: SimTime
}

/// What was completed as its service shows it: a range of the connections room's histories.
public struct HistoryView: Sendable, BitwiseCopyable, Equatable {
  /// The first.
  public var first: Int32
  /// How many.
  public var count: Int32
}

/// An access token.
public struct Token: Sendable, BitwiseCopyable, Equatable {
  /// When the provider stops accepting it.
  public var expiresAt: SimTime
}

/// Where a page of a listing begins: a page number (GitHub) or "older than" (Vercel).
public struct PageCursor: Sendable, BitwiseCopyable, Equatable {
  /// Items updated before this; `.distantFuture` is no bound.
  public var before: SimTime
  /// Page number from 1.
  public var number: Int32

  /// The first page.
  public static let first = PageCursor(before: .distantFuture, number: 1)
}

/// A request for one page.
public struct PageRequest: Sendable, BitwiseCopyable {
  /// The installation that pays for it.
  public var installation: Int32
  /// What to list.
  public var unit: UnitOfWork
  /// Page number of the worker, from 1.
  public var page: Int32
  /// Where the page begins.
  public var cursor: PageCursor
  /// Oldest update wanted.
  public var since: SimTime
  /// The caller's token.
  public var token: Token
}

/// One page: which items, and what the provider said of its limit.
///
/// The order of its fields leaves no gaps: every line of a journal has room for a page.
public struct Page: Sendable, BitwiseCopyable {
  /// `x-ratelimit-reset`.
  public var resetAt: SimTime
  /// The token that fetched it.
  public var token: Token
  /// What the step returns of them: JSON of the items in the window.
  public var bytes: Int
  /// Where the next page begins.
  public var next: PageCursor
  /// What was listed.
  public var unit: UnitOfWork
  /// Whether `first` is a place among scattered items.
  public var isScattered: Bool
  /// Whether there is a next page to fetch.
  public var hasMore: Bool
  /// Page number of the worker, from 1.
  public var number: Int32
  /// First item, or first place in the room of scattered items.
  public var first: Int32
  /// Items in the window.
  public var count: Int32
  /// Items the provider listed, in the window or not.
  public var rawCount: Int32
  /// `x-ratelimit-remaining`.
  public var remaining: Int32
  /// `x-ratelimit-limit`; 0 where the headers are missing, -1 where they are no numbers.
  public var limit: Int32
}

extension Page {
  /// The item at an index.
  func item(at index: Int32) -> PageItem {
    PageItem(
      unit: unit, page: number, index: index, place: first + index, isScattered: isScattered)
  }
}

/// One item of a page.
public struct PageItem: Sendable, BitwiseCopyable, Equatable {
  /// What was listed.
  public var unit: UnitOfWork
  /// Page number of the worker, from 1.
  public var page: Int32
  /// Place in the page, from 0.
  public var index: Int32
  /// The item, or its place in the room of scattered items.
  public var place: Int32
  /// Whether `place` is a place among scattered items.
  public var isScattered: Bool

  /// The next item of the page.
  var next: PageItem {
    PageItem(
      unit: unit, page: page, index: index + 1, place: place + 1, isScattered: isScattered)
  }
}

/// Where a worker found an item; page and item are 0 for one that came by a live webhook.
public struct PagePlace: Sendable, BitwiseCopyable {
  /// Page number of the worker, from 1.
  public var page: Int32 = 0
  /// Place on the page, from 1.
  public var item: Int32 = 0
  /// Which run of its unit the worker was, from 1.
  public var round: Int32 = 1
}

/// How far a worker has come: its local variables, as a checkpoint keeps them.
public struct WorkerProgress: Sendable, BitwiseCopyable {
  var token: Token
  var page: Int32
  var cursor: PageCursor
  var produced: Int32 = 0
  var dispatched: Int32 = 0
}

/// What a step returned.
public enum StepValue: Sendable, BitwiseCopyable {
  /// Nothing.
  case none
  /// The connection.
  case connection(ConnectionView)
  /// A token.
  case token(Token)
  /// A page.
  case page(Page)
  /// What earlier backfills completed.
  case history(HistoryView)
  /// A number of things.
  case count(Int32)
  /// A worker's end.
  case completion(Completion)
  /// Yes or no.
  case flag(Bool)
  /// What is to be captured.
  case capture(CaptureData)

  /// What it adds to the run's state; only pages are worth counting.
  var bytes: Int {
    guard case .page(let page) = self else { return 0 }
    return page.bytes
  }
}

/// `apps-backfill/entity.completed`.
public struct Completion: Sendable, BitwiseCopyable, Equatable {
  /// Index of the installation.
  public var installation: Int32
  /// The unit.
  public var unit: UnitOfWork
  /// `success`.
  public var success: Bool
  /// `error`.
  public var failure: Failure
  /// `eventsProduced`.
  public var produced: Int32
  /// `eventsDispatched`.
  public var dispatched: Int32
  /// `pagesProcessed`.
  public var pages: Int32
}
