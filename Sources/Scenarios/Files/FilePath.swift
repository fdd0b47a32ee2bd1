/// Joins and shortens paths as text, so that messages show what the user wrote.
enum FilePath {
  /// The path of a file named in another file: relative to that file's folder.
  static func resolve(_ path: String, from file: String) -> String {
    path.hasPrefix("/") ? path : simplified(folder(of: file) + path)
  }

  /// The name of a scenario: its path below the last `scenarios` folder, without its extension.
  static func scenarioName(of path: String) -> String {
    let parts = path.split(separator: "/")
    let below = parts.lastIndex(of: "scenarios").map { parts[($0 + 1)...] } ?? parts[...]
    let name = below.isEmpty ? path : below.joined(separator: "/")
    return name.hasSuffix(".jsonc") ? String(name.dropLast(6)) : name
  }

  /// The name of a file without its folder and without `.jsonc`.
  static func stem(of path: String) -> String {
    let name = String(path.split(separator: "/").last ?? "")
    return name.hasSuffix(".jsonc") ? String(name.dropLast(6)) : name
  }

  static func folder(of file: String) -> String {
    file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
  }

  /// Removes `.` and resolves `..` as far as names stand before it.
  private static func simplified(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." {
        parts.removeLast()
      } else {
        parts.append(part)
      }
    }
    return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
  }
}
