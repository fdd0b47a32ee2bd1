import Foundation

/// Writes a file as a whole or not at all: beside it first, then renamed into place.
public enum AtomicFile {
  /// Why a file could not be written; the earlier contents are untouched.
  public struct Failure: ReportedError, Equatable {
    public let path: String
    public let reason: String

    /// What the system has just said of a file.
    static func now(_ path: String) -> Failure {
      Failure(path: path, reason: String(cString: strerror(errno)))
    }

    public var exitCode: ExitCode { .cannotWrite }

    public func report(colours: Bool) -> String {
      let paint = Paint(colours)
      return paint.bold("\(VisibleText.of(path)): ") + paint.error("error: ")
        + paint.bold("the file cannot be written: \(reason)") + "\n"
    }
  }

  public static func write(_ text: String, to path: String) throws(Failure) {
    try write(Array(text.utf8), to: path)
  }

  /// Replaces the file and keeps its permissions; links are followed, devices and pipes are
  /// written to directly.
  ///
  /// The contents are on the disk when this returns. The temporary file is removed on every
  /// failure, and signals to this thread that would end the program wait until it is gone.
  public static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw Failure(path: path, reason: "this is no path")
    }
    let target = behindLinks(path)
    var status = stat()
    let exists = stat(target, &status) == 0
    if !exists, errno == ELOOP { throw Failure(path: path, reason: SystemError().reason) }
    if exists, status.st_mode & S_IFMT == S_IFDIR {
      throw Failure(path: path, reason: "there is a folder of that name")
    }
    let signals = blockSignals()
    defer { restoreSignals(signals) }
    do throws(SystemError) {
      if exists, status.st_mode & S_IFMT != S_IFREG {
        try writeDirectly(bytes, to: target)
      } else {
        try replace(target, with: bytes, mode: exists ? status.st_mode & 0o7777 : nil)
      }
    } catch {
      throw Failure(path: path, reason: error.reason)
    }
  }

  /// The number of a system error, taken before anything else can change it.
  private struct SystemError: Error {
    let code = errno

    var reason: String { String(cString: strerror(code)) }
  }

  private static func writeDirectly(_ bytes: [UInt8], to path: String) throws(SystemError) {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemError() }
    defer { close(descriptor) }
    guard Descriptor.write(bytes, to: descriptor) else { throw SystemError() }
  }

  private static func replace(
    _ target: String, with bytes: [UInt8], mode: mode_t?
  ) throws(SystemError) {
    let folder = target.lastIndex(of: "/").map { String(target[...$0]) } ?? "./"
    let (temporary, descriptor) = try createTemporary(in: folder)
    do throws(SystemError) {
      defer { close(descriptor) }
      if let mode, fchmod(descriptor, mode) != 0 { throw SystemError() }
      guard Descriptor.write(bytes, to: descriptor) else { throw SystemError() }
      guard fsync(descriptor) == 0 else { throw SystemError() }
      guard rename(temporary, target) == 0 else { throw SystemError() }
    } catch {
      unlink(temporary)
      throw error
    }
    syncFolder(folder)
  }

  /// Creates a file that nobody else has, with the permissions of any new file.
  private static func createTemporary(
    in folder: String
  ) throws(SystemError) -> (path: String, descriptor: Int32) {
    while true {
      let path = "\(folder).simrun-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
      let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if descriptor >= 0 { return (path, descriptor) }
      guard errno == EEXIST || errno == EINTR else { throw SystemError() }
    }
  }

  /// Makes the rename itself durable, where the file system can.
  private static func syncFolder(_ folder: String) {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  /// The path behind links, so that a rename replaces the file and not the link; links to nothing
  /// are followed as well.
  static func behindLinks(_ path: String) -> String {
    var path = path
    for _ in 0..<40 {
      guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path) else {
        break
      }
      let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
      path = target.hasPrefix("/") ? target : folder + target
    }
    return path
  }

  private static func blockSignals() -> sigset_t {
    var ending = sigset_t()
    var previous = sigset_t()
    sigemptyset(&ending)
    for signal in [SIGINT, SIGTERM, SIGHUP, SIGQUIT] { sigaddset(&ending, signal) }
    pthread_sigmask(SIG_BLOCK, &ending, &previous)
    return previous
  }

  private static func restoreSignals(_ previous: sigset_t) {
    var previous = previous
    pthread_sigmask(SIG_SETMASK, &previous, nil)
  }
}
