import Foundation

/// Text on its way out, collected so that many small writes become few large ones.
public final class TextStream {
  /// Takes all the bytes and returns 0, or the number of the system error that stopped it.
  public typealias Put = ([UInt8]) -> Int32

  /// Collected bytes at which the stream is emptied.
  private static let capacity = 1 << 14

  public let isTerminal: Bool
  private let put: Put
  private var buffer: [UInt8] = []
  private var failure: OutputFailure?

  public init(isTerminal: Bool, put: @escaping Put) {
    self.isTerminal = isTerminal
    self.put = put
  }

  /// A stream that writes to an open file descriptor.
  public convenience init(descriptor: Int32) {
    self.init(isTerminal: isatty(descriptor) == 1) { bytes in
      Descriptor.write(bytes, to: descriptor) ? 0 : errno
    }
  }

  /// Adds text; a terminal sees it at once.
  func write(_ text: String) throws(OutputFailure) {
    buffer.append(contentsOf: text.utf8)
    if isTerminal || buffer.count >= Self.capacity { try flush() }
  }

  /// Throws `OutputFailure` when the text cannot be written, and again on every later call.
  func flush() throws(OutputFailure) {
    if let failure { throw failure }
    guard !buffer.isEmpty else { return }
    let code = put(buffer)
    buffer.removeAll(keepingCapacity: true)
    guard code != 0 else { return }
    let reason = code == EPIPE ? OutputFailure.readerLeft : .system(code)
    failure = reason
    throw reason
  }
}

/// Why the standard output took no more text.
public enum OutputFailure: ReportedError, Equatable {
  /// The program at the other end of the pipe has read enough; that is no mistake, and the
  /// terminal keeps it to itself.
  case readerLeft
  case system(Int32)

  public var exitCode: ExitCode {
    self == .readerLeft ? .success : .cannotWrite
  }

  public func report(colours: Bool) -> String {
    guard case .system(let code) = self else { return "" }
    return Paint(colours).error("error: ")
      + "the output cannot be written: \(String(cString: strerror(code)))\n"
  }
}
