/// Where a pass looks next.
extension ItemLine {
  /// Rank of the first open place from a rank on.
  @inline(__always)
  mutating func firstOpen(from rank: Int) -> Int? {
    let start = start
    return opens.withElements { opens in
      var position = start + rank
      let bytes = UnsafeRawBufferPointer(opens)
      while position + 8 <= bytes.count {
        let word = UInt64(
          littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
        if word != 0 { return position + word.trailingZeroBitCount / 8 - start }
        position += 8
      }
      while position < bytes.count {
        if bytes[position] != 0 { return position - start }
        position += 1
      }
      return nil
    }
  }

  /// Rank of the first place from a rank on that is passed because of a wanted limit, told by its
  /// `skipPlace`; 0 is none and not wanted.
  @inline(__always)
  mutating func firstSkipped(from rank: Int, where isWanted: (Int) -> Bool) -> Int? {
    let start = start
    return skips.withElements { skips in
      var position = start + rank
      while position < skips.count {
        if isWanted(QueuePlace.skipPlace(skips[position])) { return position - start }
        position += 1
      }
      return nil
    }
  }

  /// Rank of the first place between two ranks whose item others pass because of one limit.
  @inline(__always)
  mutating func firstSkipped(at entry: Int32, between first: Int, and end: Int) -> Int? {
    let (start, word) = (start, QueuePlace.skipWord(entry))
    return skips.withElements { skips in
      var position = start + first
      while position < start + end {
        if skips[position] == word { return position - start }
        position += 1
      }
      return nil
    }
  }
}
