import SimKernel

/// Redis as the gateway uses it: keys with a lifetime.
///
/// Law: a key set at t with lifetime d is refused in [t, t + d) unless it is deleted, and free
/// again at t + d; nothing prolongs it. O(1) a command; eight bytes an item, 14.1 to 15.9 any other
/// key.
/// Source: runbook §6; pipeline-facts §8.5.
struct KeyValueStore: Sendable {
  /// What a key is made of.
  enum Key: Sendable, BitwiseCopyable {
    /// The backfill's delivery id of an item: there is one for each, so they are dense.
    case item(Int32)
    /// Any other, well mixed and never 0.
    case word(UInt64)
  }

  /// What can be asked.
  enum Command: Sendable, BitwiseCopyable {
    /// `SET key 1 NX EX lifetime`.
    case setIfAbsent(Key, lifetime: SimDuration)
    /// `GET key`.
    case get(Key)
    /// `SET key pending NX EX lifetime`: the same key, which another command makes whole.
    case lease(Key, lifetime: SimDuration)
    /// `DEL key`, whole or pending.
    case delete(Key)
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

  private var items = ExpiringItems()
  private var words = ExpiringKeys()

  /// Bytes the keys take.
  var bytes: Int { items.bytes + words.bytes }

  /// Number of keys, expired ones included until their memory is used again.
  var count: Int { items.count + words.count }

  /// Whether a key is set.
  func has(_ key: Key, at now: SimTime) -> Bool {
    switch key {
    case .item(let item): items.contains(item, at: now)
    case .word(let word): words.contains(word, at: now)
    }
  }

  /// When a key expires; nil when it is not set.
  func expiry(of key: Key, at now: SimTime) -> SimTime? {
    switch key {
    case .item(let item): items.expiry(of: item, at: now)
    case .word(let word): words.expiry(of: word, at: now)
    }
  }

  /// Where a pending key lies: the real one has it as a value.
  private static func pending(_ key: Key) -> Key {
    switch key {
    case .item(let item): .word(ExpiringKeys.key(UInt64(UInt32(bitPattern: item)), 1, 4))
    case .word(let word): .word(ExpiringKeys.key(word, 0, 4))
    }
  }

  /// Executes a command.
  @inline(__always)
  mutating func execute(_ command: Command, at now: SimTime) -> Reply {
    if case .setIfAbsent(.item(let item), let lifetime) = command {
      return items.insert(item, until: now + lifetime, at: now) ? .ok : .null
    }
    return executeOther(command, at: now)
  }

  private mutating func executeOther(_ command: Command, at now: SimTime) -> Reply {
    switch command {
    case .setIfAbsent(let key, let lifetime):
      return insert(key, until: now + lifetime, at: now) ? .ok : .null
    case .get(let key): return has(key, at: now) ? .null : .ok
    case .lease(let key, let lifetime):
      if has(key, at: now) { return .null }
      return insert(Self.pending(key), until: now + lifetime, at: now) ? .ok : .pending
    case .delete(let key):
      remove(key)
      remove(Self.pending(key))
      return .ok
    case .flush:
      items.removeAll()
      words.removeAll()
      return .ok
    }
  }

  private mutating func insert(_ key: Key, until: SimTime, at now: SimTime) -> Bool {
    switch key {
    case .item(let item): items.insert(item, until: until, at: now)
    case .word(let word): words.insert(word, until: until, at: now)
    }
  }

  private mutating func remove(_ key: Key) {
    switch key {
    case .item(let item): items.remove(item)
    case .word(let word): words.remove(word)
    }
  }
}
