import SimKernel

/// Redis as the gateway uses it: keys with a lifetime.
///
/// Law: a key set at t with lifetime d is refused in [t, t + d) and free again at t + d; nothing
/// prolongs it. O(1) a command, 14.1 to 15.9 bytes a key.
/// Source: runbook §6; pipeline-facts §8.5.
struct KeyValueStore: Sendable {
  /// What can be asked.
  enum Command: Sendable, BitwiseCopyable {
    /// `SET key 1 NX EX lifetime`.
    case setIfAbsent(UInt64, lifetime: SimDuration)
    /// Lose everything.
    case flush
  }

  /// What is answered.
  enum Reply: Sendable, Equatable, BitwiseCopyable {
    /// Set.
    case ok
    /// The key is there.
    case null
  }

  private var keys = ExpiringKeys()

  /// Bytes the keys take.
  var bytes: Int { keys.bytes }

  /// Number of keys, expired ones included until the table is built anew.
  var count: Int { keys.count }

  /// Whether a key is set.
  func has(_ key: UInt64, at now: SimTime) -> Bool { keys.contains(key, at: now) }

  /// Executes a command.
  mutating func execute(_ command: Command, at now: SimTime) -> Reply {
    switch command {
    case .setIfAbsent(let key, let lifetime):
      return keys.insert(key, until: now + lifetime, at: now) ? .ok : .null
    case .flush:
      keys.removeAll()
      return .ok
    }
  }
}
