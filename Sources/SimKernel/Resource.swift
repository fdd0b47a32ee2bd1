/// A number of equal servers and the queue of those who wait for one, first come, first served.
///
/// A plain value that decides and counts; the model schedules. A token is whatever names the
/// waiting party. All operations are O(1).
@frozen
public struct Resource<Token: BitwiseCopyable> {
  /// The number of servers.
  public let servers: Int
  @usableFromInline var line: Store<Token>
  @usableFromInline var busyServers: TimeWeighted
  @usableFromInline var lineLength: TimeWeighted

  @inlinable
  public init(servers: Int, at start: SimTime = .zero) {
    precondition(servers > 0, "A resource needs a server.")
    self.servers = servers
    line = Store()
    busyServers = TimeWeighted(level: 0, at: start)
    lineLength = TimeWeighted(level: 0, at: start)
  }

  /// The tokens that wait, longest waiting first.
  @inlinable
  public var queue: Store<Token> { line }

  /// The number of busy servers over time.
  @inlinable
  public var busy: TimeWeighted { busyServers }

  /// The length of the queue over time.
  @inlinable
  public var waiting: TimeWeighted { lineLength }

  /// Takes a server for `token` and returns true, or puts the token into the queue.
  @inlinable
  @discardableResult
  public mutating func request(_ token: Token, at now: SimTime) -> Bool {
    if busyServers.level < Int64(servers) {
      busyServers.add(1, at: now)
      return true
    }
    line.append(token)
    lineLength.add(1, at: now)
    return false
  }

  /// Gives a server back; it goes to the token returned, or becomes idle when that is nil.
  @inlinable
  public mutating func release(at now: SimTime) -> Token? {
    precondition(busyServers.level > 0, "A server was released that was not busy.")
    if let next = line.popFirst() {
      lineLength.add(-1, at: now)
      return next
    }
    busyServers.add(-1, at: now)
    return nil
  }
}

extension Resource: Sendable where Token: Sendable {}
