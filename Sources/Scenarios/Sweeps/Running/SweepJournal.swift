import Foundation
import SimKernel
import Synchronization

/// The rows of an unfinished sweep beside its output, in the order they came.
///
/// `OUT.part` has one line for each row: its checksum, a space, and the line of the output. A row
/// is one `write`, so that a killed process leaves whole lines and at most one half line, which the
/// next reader cuts off. When all rows are there they are written in the order of the plan to
/// `OUT.new`, which is renamed to `OUT`. One process at a time, guarded by `flock`.
final class SweepJournal: Sendable {
  let output: String
  let format: SweepFormat
  let columns: SweepColumns

  private struct State {
    var descriptor: Int32 = -1
    /// End of the last whole line.
    var end = 0
    /// Where the line of each run begins, by its number less one; -1 where there is none.
    var offsets: [Int]
    var tally = SweepTally()
  }

  private let state: Mutex<State>

  /// Opens the journal of an output and locks it; what it holds stays unread.
  ///
  /// Throws `AtomicFile.Failure`, or `OutputTaken` when another process has it.
  init(output: String, format: SweepFormat, columns: SweepColumns, runs: Int) throws {
    let output = AtomicFile.behindLinks(output)
    try Self.checkRegular(output)
    self.output = output
    self.format = format
    self.columns = columns
    state = Mutex(State(offsets: [Int](repeating: -1, count: runs)))
    let descriptor = try Self.lock(Self.path(of: output))
    state.withLock { $0.descriptor = descriptor }
  }

  deinit { close() }

  /// Rows replace a file in the end: a device or a pipe would be gone.
  private static func checkRegular(_ output: String) throws(AtomicFile.Failure) {
    var status = stat()
    guard stat(output, &status) == 0, status.st_mode & S_IFMT != S_IFREG else { return }
    throw AtomicFile.Failure(
      path: output,
      reason: status.st_mode & S_IFMT == S_IFDIR
        ? "there is a folder of that name" : "rows go to a regular file, and this is none")
  }

  /// Where the rows of an unfinished output are.
  ///
  /// It lies beside the file that a link leads to, so that all names of an output have one lock.
  static func path(of output: String) -> String { AtomicFile.behindLinks(output) + ".part" }

  private static func temporary(of output: String) -> String { output + ".new" }

  private static func lock(_ path: String) throws -> Int32 {
    let descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw AtomicFile.Failure.now(path) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      Foundation.close(descriptor)
      throw OutputTaken.busy(path)
    }
    return descriptor
  }

  /// What the rows say.
  var tally: SweepTally { state.withLock { $0.tally } }

  /// Whether nothing at all is there, not even a header.
  var isEmpty: Bool { state.withLock { $0.end == 0 } }

  /// Whether the row of a run is there, by its number from 1.
  func has(_ number: Int) -> Bool { state.withLock { $0.offsets[number - 1] >= 0 } }

  /// Adds the row of a run that is not there yet; after `close` it does nothing.
  ///
  /// Throws `AtomicFile.Failure` when it cannot be written; then what was there stays good.
  func append(_ row: SweepRow) throws(AtomicFile.Failure) {
    try append(format.line(row, columns), of: row)
  }

  /// Adds the line above the rows, if the format has one.
  func appendHeader() throws(AtomicFile.Failure) {
    if let header = format.header(columns) { try append(header, of: nil) }
  }

  private func append(_ line: String, of row: SweepRow?) throws(AtomicFile.Failure) {
    let bytes = JournalLine.bytes(of: line)
    let isWritten = state.withLock { state -> Bool in
      guard state.descriptor >= 0 else { return true }
      guard Descriptor.write(bytes, to: state.descriptor) else {
        let code = errno
        ftruncate(state.descriptor, off_t(state.end))
        errno = code
        return false
      }
      if let row {
        state.offsets[row.number - 1] = state.end
        state.tally.add(row)
      }
      state.end += bytes.count
      return true
    }
    if !isWritten { throw AtomicFile.Failure.now(Self.path(of: output)) }
  }

  /// Makes the rows so far outlive a loss of power.
  func sync() { state.withLock { _ = fdatasync($0.descriptor) } }

  /// Ends writing and gives up the lock; the rows stay.
  func close() {
    state.withLock { state in
      if state.descriptor >= 0 {
        flock(state.descriptor, LOCK_UN)  // a child that has the descriptor, too, would keep it
        Foundation.close(state.descriptor)
      }
      state.descriptor = -1
    }
  }

  // MARK: - What was there

  /// Calls `take` with every whole line of the journal, the header included, and cuts off what is
  /// behind the last one.
  ///
  /// `take` returns the row when it belongs here as it is. Returns false when any other line was
  /// among them, so that the journal must be written anew.
  func recover(_ take: (ArraySlice<UInt8>) -> SweepRow?) throws -> Bool {
    try state.withLock { state in
      var reader = LineReader(descriptor: state.descriptor, path: Self.path(of: output))
      var isClean = true
      var isFirst = true
      while let line = try reader.next() {
        guard line.isWhole, let content = JournalLine.content(of: line.bytes) else {
          if line.isWhole { isClean = false }
          continue
        }
        state.end = line.offset + line.bytes.count + 1
        if isFirst, format == .csv {
          isFirst = false
          isClean = isClean && content.elementsEqual((format.header(columns) ?? "").utf8)
          _ = take(content)
          continue
        }
        isFirst = false
        guard let row = take(content), state.offsets[row.number - 1] < 0 else {
          isClean = false
          continue
        }
        state.offsets[row.number - 1] = line.offset
        state.tally.add(row)
      }
      guard ftruncate(state.descriptor, off_t(state.end)) == 0 else {
        throw AtomicFile.Failure.now(Self.path(of: output))
      }
      return isClean
    }
  }

  /// Replaces the journal by one with the rows that `fill` appends; the old one stays until then,
  /// and longer as `OUT.part.old` when it is to be kept.
  func rewrite(keepingOld isKept: Bool = false, _ fill: () throws -> Void) throws {
    let path = Self.path(of: output)
    let temporary = path + ".new"
    unlink(temporary)
    let fresh = try Self.lock(temporary)
    let old = state.withLock { state -> Int32 in
      let old = state.descriptor
      state = State(descriptor: fresh, offsets: [Int](repeating: -1, count: state.offsets.count))
      return old
    }
    defer { Foundation.close(old) }
    do {
      try appendHeader()
      try fill()
      if isKept {
        unlink(path + ".old")
        guard link(path, path + ".old") == 0 else { throw AtomicFile.Failure.now(path + ".old") }
      }
      guard rename(temporary, path) == 0 else { throw AtomicFile.Failure.now(path) }
    } catch {
      unlink(temporary)
      throw error
    }
  }

  // MARK: - The finished file

  /// Writes the rows of these runs in order to the output and removes the journal.
  ///
  /// The earlier output stays until the new one is whole and on the disk.
  func finish(_ numbers: some Sequence<Int>) throws(AtomicFile.Failure) {
    let temporary = Self.temporary(of: output)
    let isWritten = state.withLock { state -> Bool in
      let target = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
      guard target >= 0 else { return false }
      var isWritten = Self.copy(numbers, of: state, header: format.header(columns), to: target)
      isWritten = isWritten && fsync(target) == 0
      let code = errno
      Foundation.close(target)
      errno = code
      return isWritten && rename(temporary, output) == 0
    }
    guard isWritten else {
      let failure = AtomicFile.Failure.now(output)
      unlink(temporary)
      throw failure
    }
    unlink(Self.path(of: output))
    close()
  }

  private static func copy(
    _ numbers: some Sequence<Int>, of state: borrowing State, header: String?, to target: Int32
  ) -> Bool {
    var collected = (header.map { $0 + "\n" } ?? "").utf8.map(\.self)
    for number in numbers {
      let offset = state.offsets[number - 1]
      precondition(offset >= 0, "Only a whole journal is finished.")
      guard let line = FileLine.read(state.descriptor, at: offset),
        let content = JournalLine.content(of: line[...])
      else { return false }
      collected += content
      collected.append(UInt8(ascii: "\n"))
      guard collected.count > 1 << 16 else { continue }
      guard Descriptor.write(collected, to: target) else { return false }
      collected.removeAll(keepingCapacity: true)
    }
    return Descriptor.write(collected, to: target)
  }
}
