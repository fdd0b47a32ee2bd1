import SimKernel

/// A set of 64-bit keys that expire.
///
/// Insertion and look-up are O(1) on average. Of many keys each takes 14.1 to 15.9 bytes: eight and
/// five for its expiry, at a load between 9/11 and 12/13; eight for its expiry once one lies more
/// than six days ahead. Expired keys are dropped whenever the table is built anew: when it is full,
/// and when an expiry lies too far from the last time that happened. Time never goes back. Keys
/// made by `key(_:_:_:)` collide with a probability of n²/2⁶⁵ for n keys.
public struct ExpiringKeys: Sendable {
  private var keys = OrderedKeys()
  private var untils = PackedTimes(count: 0, base: .zero, latest: .zero)
  /// No key expires before this.
  private var earliest = SimTime.distantFuture
  /// The latest expiry so far.
  private var latest = SimTime.zero

  /// Creates an empty set.
  public init() {}

  /// A well-mixed key of three words; never 0, which no set takes.
  public static func key(_ a: UInt64, _ b: UInt64 = 0, _ c: UInt64 = 0) -> UInt64 {
    func mix(_ x: UInt64) -> UInt64 {
      let product = x.multipliedFullWidth(by: 0x9e37_79b9_7f4a_7c15)
      return product.high ^ product.low
    }
    let mixed = mix(mix(a ^ 0x243f_6a88_85a3_08d3) &+ b ^ mix(c ^ 0x1319_8a2e_0370_7344))
    return mixed == 0 ? 1 : mixed
  }

  /// Bytes the keys and their expiries take.
  var bytes: Int { keys.bytes + untils.size }

  /// Number of keys, expired ones included until the table is built anew.
  public var count: Int { keys.count }

  /// Inserts the key unless it is there and has not expired; false when it is.
  public mutating func insert(_ key: UInt64, until: SimTime, at now: SimTime) -> Bool {
    (earliest, latest) = (min(earliest, until), max(latest, until))
    if keys.isFull || !untils.fits(until) { rebuild(at: now) }
    let place = keys.place(of: key)
    if keys.has(key, at: place) {
      guard untils[place] <= now else { return false }
      untils.put(until, at: place, gap: place)
      return true
    }
    let gap = keys.insert(key, at: place)
    untils.put(until, at: place, gap: gap)
    if gap == keys.slots - 1 { rebuild(at: now, behind: keys.behind * 2) }
    return true
  }

  /// Whether the key is there and has not expired.
  public func contains(_ key: UInt64, at now: SimTime) -> Bool {
    let place = keys.place(of: key)
    return keys.has(key, at: place) && untils[place] > now
  }

  /// When a key expires; nil when it is not there or has expired.
  func expiry(of key: UInt64, at now: SimTime) -> SimTime? {
    let place = keys.place(of: key)
    return keys.has(key, at: place) && untils[place] > now ? untils[place] : nil
  }

  /// Takes a key away, if it is there.
  mutating func remove(_ key: UInt64) {
    let place = keys.place(of: key)
    guard keys.has(key, at: place) else { return }
    earliest = .zero
    untils.put(.zero, at: place, gap: place)
  }

  /// Forgets every key.
  public mutating func removeAll() { self = ExpiringKeys() }

  private mutating func rebuild(at now: SimTime, behind: Int = 16) {
    let live = now < earliest ? keys.count : keys.count { untils[$0] > now }
    var behind = behind
    while true {
      var next = OrderedKeys(for: live, atLeast: 512, behind: behind)
      var nextUntils = PackedTimes(count: next.slots, base: now, latest: latest)
      let isDone = nextUntils.copying(untils) { copy in
        next.take(keys, where: { untils[$0] > now }, move: copy)
      }
      if isDone {
        (keys, untils) = (next, nextUntils)
        return
      }
      behind *= 2
    }
  }
}
