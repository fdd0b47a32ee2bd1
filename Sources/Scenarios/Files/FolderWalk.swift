import Foundation

/// Finds the files below a folder, and enters every folder once: a folder that is below the first
/// one itself counts under its own path, whatever links lead to it as well.
struct FolderWalk {
  private let isWanted: (String) -> Bool
  private var files: [String] = []
  private var links: [String] = []
  private var entered: Set<Place> = []

  /// Which folder it is, whatever it is called.
  private struct Place: Hashable {
    let device: UInt64
    let number: UInt64
  }

  private enum Entry {
    case file
    case folder(Place, isLink: Bool)
  }

  /// Paths of the files whose names are wanted, sorted by their bytes.
  ///
  /// Throws `SourceFailure` when a folder is not there or cannot be read, and for a wanted file or
  /// a folder whose name is not UTF-8. A link that leads nowhere is a file, for its reader to say.
  static func files(
    in folder: String, where isWanted: @escaping (String) -> Bool
  ) throws(SourceFailure) -> [String] {
    var walk = FolderWalk(isWanted: isWanted)
    guard case .folder(let place, _) = entry(folder) else {
      throw SourceFailure(path: folder, reason: .notFound)
    }
    try walk.enter(folder, place)
    var followed = 0
    while followed < walk.links.count {
      let link = walk.links[followed]
      followed += 1
      if case .folder(let place, _) = entry(link) { try walk.enter(link, place) }
    }
    return walk.files.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private init(isWanted: @escaping (String) -> Bool) { self.isWanted = isWanted }

  private mutating func enter(_ folder: String, _ place: Place) throws(SourceFailure) {
    guard entered.insert(place).inserted else { return }
    for name in try names(in: folder) {
      let path = folder + "/" + name
      switch Self.entry(path) {
      case .folder(_, isLink: true): links.append(path)
      case .folder(let place, isLink: false): try enter(path, place)
      case .file: if isWanted(name) { files.append(path) }
      case nil where errno == EACCES: throw Self.closed(folder)
      case nil: break
      }
    }
  }

  /// What is at a path; nil, with `errno`, when that cannot be known.
  private static func entry(_ path: String) -> Entry? {
    var status = stat()
    guard lstat(path, &status) == 0 else { return nil }
    let isLink = status.st_mode & S_IFMT == S_IFLNK
    if isLink, stat(path, &status) != 0 { return .file }
    guard status.st_mode & S_IFMT == S_IFDIR else { return .file }
    let place = Place(
      device: UInt64(truncatingIfNeeded: status.st_dev),
      number: UInt64(truncatingIfNeeded: status.st_ino))
    return .folder(place, isLink: isLink)
  }

  /// The names in a folder, sorted by their bytes.
  private func names(in folder: String) throws(SourceFailure) -> [String] {
    guard let stream = opendir(folder) else { throw Self.closed(folder) }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
      let bytes = UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: CChar.self)
      if let name = String(validatingCString: bytes) {
        if name != ".", name != ".." { names.append(name) }
        continue
      }
      var status = stat()
      let isFolder =
        fstatat(dirfd(stream), bytes, &status, 0) == 0 && status.st_mode & S_IFMT == S_IFDIR
      if isFolder || isWanted(String(cString: bytes)) {
        throw SourceFailure(path: folder, reason: .foreignName(Self.escaped(bytes)))
      }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private static func closed(_ folder: String) -> SourceFailure {
    SourceFailure(path: folder, reason: .closedFolder(String(cString: strerror(errno))))
  }

  /// A name that is not UTF-8, its bytes beyond ASCII as `\xFF`.
  private static func escaped(_ name: UnsafePointer<CChar>) -> String {
    UnsafeBufferPointer(start: name, count: strlen(name)).map { character in
      let byte = UInt8(bitPattern: character)
      return byte < 0x80
        ? String(UnicodeScalar(byte)) : "\\x" + String(byte, radix: 16, uppercase: true)
    }.joined()
  }
}
