import Foundation

/// The findings of an unfinished hunt beside its output, one line for each job as it comes.
///
/// A line is one `write` with its checksum, so that a killed process leaves whole lines and at most
/// one half line. Findings of another hunt are not taken. One process at a time, guarded by `flock`.
final class HuntJournal {
  private let path: String
  private let descriptor: Int32

  /// A piece of work that is done.
  struct Line: Codable, Sendable {
    /// Digest of the hunt it belongs to.
    var hunt: String
    var job: Int
    var findings: [HuntFinding]
    /// Of pairs: the numbers of those that the findings are of, and how many were played.
    var pairs: [Int]?
    var played: Int?
  }

  /// A class that is made smaller.
  struct ShrunkLine: Codable, Sendable {
    /// Digest of the hunt it belongs to.
    var hunt: String
    /// Digest of the class and of what was begun with.
    var shrunk: String
    /// The smallest case as a file.
    var text: String
    var isSmallest: Bool
    var detail: HuntReport.Detail?
  }

  /// The journal of an output, or of one shard of it.
  static func path(of output: String, _ shard: SweepShard) -> String {
    shard.count == 1 ? "\(output).part" : "\(output).\(shard.index)-\(shard.count).part"
  }

  /// Opens the journal and cuts off a half line.
  ///
  /// Throws `AtomicFile.Failure`, or `OutputTaken` when another process has it.
  init(_ path: String) throws {
    self.path = path
    descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw AtomicFile.Failure.now(path) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      Foundation.close(descriptor)
      throw OutputTaken.busy(path)
    }
    var reader = LineReader(descriptor: descriptor, path: path)
    var end = 0
    while let line = try reader.next(), line.isWhole {
      end = line.offset + line.bytes.count + 1
    }
    guard ftruncate(descriptor, off_t(end)) == 0 else { throw AtomicFile.Failure.now(path) }
  }

  deinit { Foundation.close(descriptor) }

  /// What any journal of an output has of a hunt, by job.
  static func lines(of output: String, hunt digest: String) throws -> [Int: Line] {
    var found: [Int: Line] = [:]
    try read(output) { (line: Line) in if line.hunt == digest { found[line.job] = line } }
    return found
  }

  /// The classes of a hunt that any journal of an output has, by their digests.
  static func shrunk(of output: String, hunt digest: String) throws -> [String: ShrunkLine] {
    var found: [String: ShrunkLine] = [:]
    try read(output) { (line: ShrunkLine) in
      if line.hunt == digest { found[line.shrunk] = line }
    }
    return found
  }

  private static func read<Read: Decodable>(_ output: String, take: (Read) -> Void) throws {
    let url = URL(fileURLWithPath: output)
    let folder = url.deletingLastPathComponent().path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for name in names.sorted()
    where name.hasPrefix(url.lastPathComponent + ".") && name.hasSuffix(".part") {
      var reader = try LineReader(path: folder + "/" + name)
      while let line = try reader.next() {
        guard line.isWhole, let content = JournalLine.content(of: line.bytes),
          let read = try? JSONDecoder().decode(Read.self, from: Data(content))
        else { continue }
        take(read)
      }
    }
  }

  /// Adds a piece of work.
  func append(_ line: some Encodable) throws(AtomicFile.Failure) {
    let bytes = JournalLine.bytes(of: JSONOutput.text(line, onOneLine: true))
    guard Descriptor.write(bytes, to: descriptor) else { throw AtomicFile.Failure.now(path) }
  }

  /// Removes every journal of an output.
  static func remove(of output: String) {
    let url = URL(fileURLWithPath: output)
    let folder = url.deletingLastPathComponent().path
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    where name.hasPrefix(url.lastPathComponent + ".") && name.hasSuffix(".part") {
      unlink(folder + "/" + name)
    }
  }
}
