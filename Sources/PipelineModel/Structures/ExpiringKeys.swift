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

/// A set of dense numbers that expire, as those of the items of a backfill.
///
/// Every operation is O(1). Neighbours lie on one sheet of 512 instants, eight bytes each; a sheet
/// is made when the first of its numbers comes, and given to others once all of them have expired
/// for an hour, so that a long run keeps what is alive and little more. Time may go back by less
/// than that hour.
struct ExpiringItems: Sendable {
  private struct Sheet: Sendable, BitwiseCopyable {
    /// Which numbers it holds: those whose upper bits these are.
    var owner: Int
    /// When the last of them expires.
    var latest: SimTime
    /// How many of them have come.
    var count: Int
  }

  private static let bits = 9
  private static let size = 1 << bits
  /// So long after its last expiry a sheet is given away.
  private static let grace = SimDuration.hours(1)

  /// The sheet of each run of neighbours, or -1.
  private var places: ContiguousArray<Int32> = []
  private var sheets: ContiguousArray<Sheet> = []
  /// When each number expires, sheet after sheet; zero for one that never came.
  private var untils: ContiguousArray<SimTime> = []
  /// The sheet that is looked at next when one is wanted.
  private var hand = 0
  /// How many numbers have come, those expired included until their sheet is given away.
  private(set) var count = 0

  /// Bytes of the instants.
  var bytes: Int { untils.capacity * MemoryLayout<SimTime>.stride }

  /// Inserts a number unless it is there and has not expired; false when it is.
  @inline(__always)
  mutating func insert(_ number: Int32, until: SimTime, at now: SimTime) -> Bool {
    let owner = Int(number) >> Self.bits
    let known = owner < places.count ? Int(places[owner]) : -1
    let sheet = known >= 0 ? known : open(owner, at: now)
    let place = sheet << Self.bits | Int(number) & (Self.size - 1)
    let old = untils[place]
    guard old <= now else { return false }
    if old == .zero { countNumber(of: sheet) }
    untils[place] = until
    if sheets[sheet].latest < until { sheets[sheet].latest = until }
    return true
  }

  /// Whether a number is there and has not expired.
  func contains(_ number: Int32, at now: SimTime) -> Bool {
    place(of: number).map { untils[$0] > now } ?? false
  }

  /// When a number expires; nil when it is not there.
  func expiry(of number: Int32, at now: SimTime) -> SimTime? {
    place(of: number).flatMap { untils[$0] > now ? untils[$0] : nil }
  }

  /// Takes a number away, if it is there.
  mutating func remove(_ number: Int32) {
    if let place = place(of: number), untils[place] > .zero {
      untils[place] = SimTime(microseconds: -1)
    }
  }

  /// Forgets every number.
  mutating func removeAll() { self = ExpiringItems() }

  private func place(of number: Int32) -> Int? {
    let owner = Int(number) >> Self.bits
    guard owner < places.count, places[owner] >= 0 else { return nil }
    return Int(places[owner]) << Self.bits | Int(number) & (Self.size - 1)
  }

  private mutating func countNumber(of sheet: Int) {
    count += 1
    sheets[sheet].count += 1
  }

  /// Gives a sheet to neighbours of which none has come, or whose sheet was given away.
  @inline(never)
  private mutating func open(_ owner: Int, at now: SimTime) -> Int {
    if owner >= places.count {
      places.append(contentsOf: repeatElement(-1, count: owner + 1 - places.count))
    }
    let sheet = expired(at: now) ?? add()
    sheets[sheet] = Sheet(owner: owner, latest: .zero, count: 0)
    places[owner] = Int32(sheet)
    return sheet
  }

  /// Takes a sheet from others; nil when neither of the two that are looked at has expired.
  private mutating func expired(at now: SimTime) -> Int? {
    for _ in 0..<min(2, sheets.count) {
      let sheet = hand
      hand = hand + 1 == sheets.count ? 0 : hand + 1
      guard sheets[sheet].latest + Self.grace <= now else { continue }
      places[sheets[sheet].owner] = -1
      count -= sheets[sheet].count
      let start = sheet << Self.bits
      for place in start..<start + Self.size { untils[place] = .zero }
      return sheet
    }
    return nil
  }

  private mutating func add() -> Int {
    if untils.count == untils.capacity {
      let more = max(1, sheets.count / 4)
      untils.reserveCapacity((sheets.count + more) << Self.bits)
    }
    untils.append(contentsOf: repeatElement(.zero, count: Self.size))
    sheets.append(Sheet(owner: 0, latest: .zero, count: 0))
    return sheets.count - 1
  }
}

/// Instants after a base: five bytes each, or eight where one was to be six days after it.
///
/// Exact to the microsecond. An instant before the base is kept as the base.
struct PackedTimes: Sendable {
  /// 6.4 days: five bytes have room for instants as far ahead as that for 6.4 days more.
  private static let soon = SimDuration(microseconds: 1 << 39)

  private let base: SimTime
  /// Bytes of each.
  private let width: Int
  private let mask: UInt64
  /// Three bytes more than the instants take, since always eight are read.
  private var bytes: ContiguousArray<UInt8>

  /// Creates room for so many instants, none of them later than `latest` for now.
  init(count: Int, base: SimTime, latest: SimTime) {
    let isShort = latest <= base + Self.soon
    self.base = base
    width = isShort ? 5 : 8
    mask = isShort ? 1 << 40 - 1 : .max
    bytes = ContiguousArray(repeating: 0, count: count * width + 3)
  }

  /// Bytes the instants take.
  var size: Int { bytes.capacity }

  /// Whether an instant has room.
  @inline(__always)
  func fits(_ time: SimTime) -> Bool { offset(of: time) <= mask }

  /// The instant at a place.
  @inline(__always)
  subscript(place: Int) -> SimTime {
    let word = bytes.withUnsafeBytes {
      $0.loadUnaligned(fromByteOffset: place &* width, as: UInt64.self)
    }
    return SimTime(microseconds: base.microseconds &+ Int64(bitPattern: word & mask))
  }

  /// Puts an instant at a place; those before the gap move up by one.
  @inline(__always)
  mutating func put(_ time: SimTime, at place: Int, gap: Int) {
    bytes.withUnsafeMutableBytes { [offset = offset(of: time), width, mask] bytes in
      guard let start = bytes.baseAddress?.advanced(by: place &* width) else { return }
      if gap > place {
        start.advanced(by: width).copyMemory(from: start, byteCount: (gap &- place) &* width)
      }
      let word = start.loadUnaligned(as: UInt64.self)
      start.storeBytes(of: word & ~mask | offset, as: UInt64.self)
    }
  }

  /// Lends a function that copies an instant of others, from a place to one that ascends.
  @inline(__always)
  mutating func copying<Result>(
    _ others: PackedTimes, _ body: ((_ from: Int, _ to: Int) -> Void) -> Result
  ) -> Result {
    let (width, otherWidth, otherMask) = (width, others.width, others.mask)
    let shift = UInt64(bitPattern: others.base.microseconds &- base.microseconds)
    return bytes.withUnsafeMutableBytes { bytes in
      others.bytes.withUnsafeBytes { old in
        body { from, to in
          let word = old.loadUnaligned(fromByteOffset: from &* otherWidth, as: UInt64.self)
          bytes.storeBytes(
            of: (word & otherMask) &+ shift, toByteOffset: to &* width, as: UInt64.self)
        }
      }
    }
  }

  @inline(__always)
  private func offset(of time: SimTime) -> UInt64 {
    time <= base ? 0 : UInt64(bitPattern: time.microseconds &- base.microseconds)
  }
}
