import SimKernel

/// Redis as the gateway uses it: keys with a lifetime.
///
/// Law: a key set at t with lifetime d is refused in [t, t + d) unless it is deleted, and free
/// again at t + d; nothing prolongs it. O(1) a command, 14.1 to 15.9 bytes a key.
/// Source: runbook §6; pipeline-facts §8.5.
struct KeyValueStore: Sendable {
  /// What can be asked.
  enum Command: Sendable, BitwiseCopyable {
    /// `SET key 1 NX EX lifetime`.
    case setIfAbsent(UInt64, lifetime: SimDuration)
    /// `GET key`.
    case get(UInt64)
    /// `SET key pending NX EX lifetime`: the same key, which another command makes whole.
    case lease(UInt64, lifetime: SimDuration)
    /// `DEL key`, whole or pending.
    case delete(UInt64)
    /// Lose everything.
    case flush
  }

  /// What is answered.
  enum Reply: Sendable, Equatable, BitwiseCopyable {
    /// Set or taken away; of `get`, that the key is not there.
    case ok
    /// The key is there.
    case null
    /// The key is there and not whole.
    case pending
  }

  private var keys = ExpiringKeys()

  /// Bytes the keys take.
  var bytes: Int { keys.bytes }

  /// Number of keys, expired ones included until the table is built anew.
  var count: Int { keys.count }

  /// Whether a key is set.
  func has(_ key: UInt64, at now: SimTime) -> Bool { keys.contains(key, at: now) }

  /// When a key expires; nil when it is not set.
  func expiry(of key: UInt64, at now: SimTime) -> SimTime? { keys.expiry(of: key, at: now) }

  /// Where a pending key lies: the real one has it as a value.
  private static func pending(_ key: UInt64) -> UInt64 { ExpiringKeys.key(key, 0, 4) }

  /// Executes a command.
  mutating func execute(_ command: Command, at now: SimTime) -> Reply {
    switch command {
    case .setIfAbsent(let key, let lifetime):
      return keys.insert(key, until: now + lifetime, at: now) ? .ok : .null
    case .get(let key): return has(key, at: now) ? .null : .ok
    case .lease(let key, let lifetime):
      if has(key, at: now) { return .null }
      return keys.insert(Self.pending(key), until: now + lifetime, at: now) ? .ok : .pending
    case .delete(let key):
      keys.remove(key)
      keys.remove(Self.pending(key))
      return .ok
    case .flush:
      keys.removeAll()
      return .ok
    }
  }
}
