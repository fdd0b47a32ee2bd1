/// A JSON object on one line, key by key in the order in which they are added.
struct JSONLine {
  private var members: [String] = []

  mutating func add(_ key: String, _ number: Int64?) {
    guard let number else { return }
    members.append("\"\(key)\":\(number)")
  }

  mutating func add(_ key: String, _ flag: Bool) { members.append("\"\(key)\":\(flag)") }

  /// Leaves out what is empty or absent.
  mutating func add(_ key: String, _ text: String?) {
    guard let text, !text.isEmpty else { return }
    members.append("\"\(key)\":\(JSONText.quoted(text))")
  }

  /// With a line break at its end.
  var text: String { "{" + members.joined(separator: ",") + "}\n" }
}
