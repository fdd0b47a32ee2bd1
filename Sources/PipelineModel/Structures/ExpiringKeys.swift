import SimKernel

/// A set of 64-bit keys that expire: open addressing with linear probing.
///
/// Insertion and look-up are O(1) on average, 20 to 25 bytes a key: the load is between 16/25 and
/// 4/5; expired keys are dropped whenever the table grows. Keys made by `key(_:_:_:)` collide with
/// a probability of n²/2⁶⁵ for n keys.
public struct ExpiringKeys: Sendable {
  private struct Slot: Sendable, BitwiseCopyable {
    var key: UInt64
    var until: SimTime
  }

  private var slots: ContiguousArray<Slot> = []
  private var used = 0

  /// Creates an empty set.
  public init() {}

  /// A well-mixed key of three words; never 0, which marks an empty slot.
  public static func key(_ a: UInt64, _ b: UInt64 = 0, _ c: UInt64 = 0) -> UInt64 {
    func mix(_ x: UInt64) -> UInt64 {
      let product = x.multipliedFullWidth(by: 0x9e37_79b9_7f4a_7c15)
      return product.high ^ product.low
    }
    let mixed = mix(mix(a ^ 0x243f_6a88_85a3_08d3) &+ b ^ mix(c ^ 0x1319_8a2e_0370_7344))
    return mixed == 0 ? 1 : mixed
  }

  /// Bytes the slots take.
  var bytes: Int { slots.count * MemoryLayout<Slot>.stride }

  /// Number of slots in use, expired keys included until the table grows.
  public var count: Int { used }

  /// Inserts the key unless it is there and has not expired; false when it is.
  public mutating func insert(_ key: UInt64, until: SimTime, at now: SimTime) -> Bool {
    precondition(key != 0, "Key 0 marks an empty slot.")
    if used * 5 >= slots.count * 4 { grow(at: now) }
    let place = place(of: key)
    if slots[place].key == key {
      guard slots[place].until <= now else { return false }
      slots[place].until = until
      return true
    }
    slots[place] = Slot(key: key, until: until)
    used += 1
    return true
  }

  /// Whether the key is there and has not expired.
  public func contains(_ key: UInt64, at now: SimTime) -> Bool {
    guard !slots.isEmpty else { return false }
    let slot = slots[place(of: key)]
    return slot.key == key && slot.until > now
  }

  /// The slot of a key, or the empty one where it belongs.
  private func place(of key: UInt64) -> Int {
    slots.withUnsafeBufferPointer { slots in
      var place = key.home(in: slots.count)
      while slots[place].key != 0, slots[place].key != key {
        place += 1
        if place == slots.count { place = 0 }
      }
      return place
    }
  }

  /// Forgets every key.
  public mutating func removeAll() {
    slots.removeAll()
    used = 0
  }

  /// Homes ascend with the keys, so both tables are gone through in order.
  private mutating func grow(at now: SimTime) {
    let live = slots.reduce(0) { $0 + ($1.key != 0 && $1.until > now ? 1 : 0) }
    let old = slots
    slots = ContiguousArray(
      repeating: Slot(key: 0, until: .zero), count: max(64, live * 25 / 16))
    used = live
    slots.withUnsafeMutableBufferPointer { slots in
      for slot in old where slot.key != 0 && slot.until > now {
        var place = slot.key.home(in: slots.count)
        while slots[place].key != 0 { place = place + 1 == slots.count ? 0 : place + 1 }
        slots[place] = slot
      }
    }
  }
}
