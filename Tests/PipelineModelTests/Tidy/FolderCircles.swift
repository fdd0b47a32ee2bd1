/// Which folder of a module names which other, and where that leads back to the first.
///
/// A folder names another when it says the name of a type that only the other declares, outside of
/// all other types.
struct FolderCircles {
  /// By the folder that names another: the names it says, by that other folder.
  private(set) var uses: [String: [String: Set<String>]] = [:]

  /// Takes the words of files by their paths, such as "Sources/Module/Folder/File.swift".
  init(_ files: [(path: String, words: SourceWords)]) {
    var owners: [String: Set<String>] = [:]
    for file in files {
      guard let folder = Self.folder(of: file.path) else { continue }
      for type in file.words.types() { owners[type, default: []].insert(folder) }
    }
    for file in files {
      guard let folder = Self.folder(of: file.path) else { continue }
      let own = Set(file.words.types(anyDepth: true))
      for word in file.words.all where !word.isMember && !own.contains(word.text) {
        guard let owner = owners[word.text], owner.count == 1, let other = owner.first,
          other != folder, Self.module(of: other) == Self.module(of: folder)
        else { continue }
        uses[folder, default: [:]][other, default: []].insert(word.text)
      }
    }
  }

  /// The uses that lie on a circle, as "Module/Folder → Folder"; in order.
  ///
  /// A use that is added can only lengthen the list, and one that goes only shorten it.
  var closing: [String] {
    let reached = uses.keys.reduce(into: [String: Set<String>]()) { $0[$1] = reach(from: $1) }
    return uses.flatMap { folder, others in
      others.keys.filter { reached[$0]?.contains(folder) == true }.map { other in
        "\(folder) → \(other.split(separator: "/").last ?? "")"
      }
    }.sorted()
  }

  private func reach(from folder: String) -> Set<String> {
    var found: Set<String> = []
    var open = [folder]
    while let next = open.popLast() {
      for other in uses[next, default: [:]].keys where found.insert(other).inserted {
        open.append(other)
      }
    }
    return found
  }

  /// "Module/Folder"; for a file that lies in none, "Module/Module".
  private static func folder(of path: String) -> String? {
    let parts = path.split(separator: "/")
    guard parts.count > 2, parts[0] == "Sources" else { return nil }
    return "\(parts[1])/\(parts.count > 3 ? parts[2] : parts[1])"
  }

  private static func module(of folder: String) -> Substring? {
    folder.split(separator: "/").first
  }
}
