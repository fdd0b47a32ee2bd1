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
    /// A folder that cannot be looked into, and why.
    case closedFolder(String)
    /// A folder with a name in it that is not UTF-8; the name in ASCII.
    case foreignName(String)
  }

  public let path: String
  public let reason: Reason

  public init(path: String, reason: Reason) {
    self.path = path
    self.reason = reason
  }

  public var exitCode: ExitCode {
    switch reason {
    case .notFound, .folder, .noPermission, .notRegular, .unreadable, .closedFolder: .noInput
    case .tooLarge, .empty, .notUTF8, .foreignName: .badData
    }
  }

  public func report(colours: Bool) -> String {
    if case .notUTF8(let diagnostic) = reason { return diagnostic.report(colours: colours) }
    return Paint(colours).error(message, at: VisibleText.of(path), help: help)
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
    case .closedFolder(let why): "the folder cannot be read: \(why)"
    case .foreignName(let name): "a name in the folder is not UTF-8: \(name)"
    }
  }

  public var help: String {
    switch reason {
    case .notFound where path.contains("\u{FFFD}"):
      "the name does not seem to be UTF-8: rename the file"
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
    case .closedFolder: "allow reading with: chmod +rx, or name the files one by one"
    case .foreignName: "rename it"
    }
  }
}
