/// The way from the top of a file to a value: `world.repositories[2].items`.
public indirect enum NodePath: CustomStringConvertible, Sendable {
  case top
  case key(String, of: NodePath)
  case index(Int, of: NodePath)

  public var description: String {
    switch self {
    case .top: ""
    case .key(let key, let parent): Self.joined(parent.description, Self.spelled(key))
    case .index(let index, let parent): "\(parent)[\(index)]"
    }
  }

  private static func joined(_ parent: String, _ key: String) -> String {
    parent.isEmpty ? key : parent + "." + key
  }

  /// The key as it is, or quoted when it would be misread.
  private static func spelled(_ key: String) -> String {
    let isPlain =
      !key.isEmpty && key.utf8.count <= 40
      && key.unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || "0123456789_-$/".unicodeScalars.contains($0)
      }
    return isPlain ? key : VisibleText.quoted(key)
  }
}
