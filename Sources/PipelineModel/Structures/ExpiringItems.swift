import SimKernel

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
