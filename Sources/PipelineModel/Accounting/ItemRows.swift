/// The rows of all items, those of neighbours on one sheet.
///
/// A sheet is made when the first of its items is told of: items that nobody asks for take no
/// memory. Every operation is O(1), the first on a sheet O(its items), unless it says otherwise.
struct ItemRows: ~Copyable, Sendable {
  private static let bits = 8
  private static let size = 1 << bits

  /// How many items there are.
  private(set) var count: Int
  /// Of 256 items each, the last of fewer; empty where none was told of.
  private var sheets: ReusedList<ReusedList<ItemRow>>

  init(count: Int) {
    self.count = count
    sheets = ReusedList()
    extendSheets()
  }

  private init(forking other: borrowing ItemRows) {
    count = other.count
    sheets = other.sheets.fork { $0.fork() }
  }

  /// The same rows once more, O(items on sheets).
  func fork() -> ItemRows { ItemRows(forking: self) }

  /// Bytes of the sheets, O(sheets).
  var bytes: Int {
    var rows = 0
    for place in sheets.indices { rows += sheets[place].count }
    return rows * MemoryLayout<ItemRow>.stride
  }

  /// The row of an item.
  @inline(__always)
  subscript(item: Int32) -> ItemRow {
    get {
      let (sheet, place) = (Int(item) >> Self.bits, Int(item) & (Self.size - 1))
      return sheets[sheet].isEmpty ? ItemRow() : sheets[sheet][place]
    }
    set {
      let (sheet, place) = (Int(item) >> Self.bits, Int(item) & (Self.size - 1))
      if sheets[sheet].isEmpty { open(sheet) }
      sheets[sheet][place] = newValue
    }
  }

  /// One more item exists.
  mutating func append() {
    count += 1
    extendSheets()
    if !sheets[sheets.count - 1].isEmpty { sheets[sheets.count - 1].append(ItemRow()) }
  }

  /// All rows, O(items).
  var elements: ContiguousArray<ItemRow> {
    var rows = ContiguousArray(repeating: ItemRow(), count: count)
    for sheet in sheets.indices {
      for place in sheets[sheet].indices { rows[sheet << Self.bits + place] = sheets[sheet][place] }
    }
    return rows
  }

  /// How many items' rows are as wanted, where one that was never told of is not; O(items on
  /// sheets).
  func count(where isWanted: (ItemRow) -> Bool) -> Int {
    var found = 0
    for sheet in sheets.indices {
      for place in sheets[sheet].indices where isWanted(sheets[sheet][place]) { found += 1 }
    }
    return found
  }

  /// The same among the items of a range and others.
  func count(in range: Range<Int32>, _ others: [Int32], where isWanted: (ItemRow) -> Bool) -> Int {
    var found = others.count { isWanted(self[$0]) }
    var item = range.lowerBound
    while item < range.upperBound {
      let end = min(range.upperBound, (item >> Int32(Self.bits) + 1) << Int32(Self.bits))
      if !sheets[Int(item) >> Self.bits].isEmpty {
        for item in item..<end where isWanted(self[item]) { found += 1 }
      }
      item = end
    }
    return found
  }

  private mutating func extendSheets() {
    while sheets.count << Self.bits < count { sheets.append(ReusedList()) }
  }

  @inline(never)
  private mutating func open(_ sheet: Int) {
    let items = min(Self.size, count - sheet << Self.bits)
    sheets[sheet] = ReusedList(repeating: ItemRow(), count: items)
  }
}
