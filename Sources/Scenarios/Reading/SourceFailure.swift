/// Why a file cannot be read at all.
///
/// Exit code 66 when there is nothing readable at the path, 65 when the contents are refused.
public struct SourceFailure: ReportedError, Equatable {
  public enum Reason: Equatable, Sendable {
    case notFound
    case folder
    case noPermission
    case notRegular(String)
    case unreadable(String)
    case tooLarge(bytes: Int64, limit: Int)
    case empty
    case notUTF8(Diagnostic)
  }

  public let path: String
  public let reason: Reason

  public init(path: String, reason: Reason) {
    self.path = path
    self.reason = reason
  }

  public var exitCode: ExitCode {
    switch reason {
    case .notFound, .folder, .noPermission, .notRegular, .unreadable: .noInput
    case .tooLarge, .empty, .notUTF8: .badData
    }
  }

  public func report(colours: Bool) -> String {
    if case .notUTF8(let diagnostic) = reason { return diagnostic.report(colours: colours) }
    let paint = Paint(colours)
    let head =
      paint.bold("\(VisibleText.of(path)): ") + paint.error("error: ") + paint.bold(message)
    return head + "\n" + paint.help("help: ") + help + "\n"
  }

  /// One sentence without the path.
  public var message: String {
    switch reason {
    case .notFound: "there is no such file"
    case .folder: "this is a folder, not a file"
    case .noPermission: "no permission to read the file"
    case .notRegular(let kind): "this is \(kind), not a regular file"
    case .unreadable(let why): "the file cannot be read: \(why)"
    case .tooLarge(let bytes, let limit):
      "the file has \(bytes) bytes, the limit is \(SizeText.format(Int64(limit)))"
    case .empty: "the file is empty"
    case .notUTF8(let diagnostic): diagnostic.message
    }
  }

  public var help: String {
    switch reason {
    case .notFound: "check the spelling of the path and the current folder"
    case .folder: "name a file inside it"
    case .noPermission: "allow reading with: chmod +r"
    case .notRegular: "copy its contents into a file and name that"
    case .unreadable: "check the path and the disk"
    case .tooLarge: "split the file, or describe the items by count instead of one by one"
    case .empty where [".csv", ".tsv"].contains(where: path.lowercased().hasSuffix):
      "the smallest file is a line with the columns' names"
    case .empty: "the smallest file is {}"
    case .notUTF8(let diagnostic): diagnostic.help ?? "save the file as UTF-8"
    }
  }
}
