/// A range of bytes in one of the files that a scenario was read from.
public struct SourceSpan: Hashable, Sendable {
  public let lower: UInt32
  public let upper: UInt32
  /// The index of the file; 0 unless the scenario extends another one.
  public let file: UInt16

  init(_ range: Range<Int>, file: UInt16) {
    lower = UInt32(range.lowerBound)
    upper = UInt32(range.upperBound)
    self.file = file
  }

  public var range: Range<Int> { Int(lower)..<Int(upper) }
}

/// A JSON value that remembers where it stands in its file.
public struct JSONNode: Sendable, Equatable {
  public enum Value: Sendable, Equatable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSONNode])
    case object([JSONMember])
  }

  public enum Kind: String, Sendable, CaseIterable {
    case null = "null"
    case bool = "true or false"
    case number = "a number"
    case string = "a string"
    case array = "an array"
    case object = "an object"
  }

  public let value: Value
  public let span: SourceSpan

  public init(_ value: Value, span: SourceSpan) {
    self.value = value
    self.span = span
  }

  public var kind: Kind {
    switch value {
    case .null: .null
    case .bool: .bool
    case .number: .number
    case .string: .string
    case .array: .array
    case .object: .object
    }
  }

  /// The members of an object in the order of the file; none for other values.
  public var members: [JSONMember] {
    if case .object(let members) = value { members } else { [] }
  }

  /// The value of a key of an object. O(number of keys).
  public subscript(key: String) -> JSONNode? {
    members.first { $0.key == key }?.value
  }

  /// What stands in the file, in words for a message: `the string "two hours"`.
  public var found: String {
    switch value {
    case .null: "null"
    case .bool(let bool): "\(bool)"
    case .number(let number):
      "the number \(number.text.prefix(40))\(number.text.utf8.count > 40 ? "…" : "")"
    case .string(let string): "the string \(VisibleText.quoted(string))"
    case .array(let nodes): nodes.isEmpty ? "an empty array" : "an array"
    case .object(let members): members.isEmpty ? "an empty object" : "an object"
    }
  }

  /// This node with the members of `overlay` laid over it: objects merge key by key, anything
  /// else is replaced. O(n·m) in the keys of the objects that meet.
  public func overlaid(with overlay: JSONNode) -> JSONNode {
    guard case .object(var merged) = value, case .object(let upper) = overlay.value else {
      return overlay
    }
    for member in upper {
      guard let index = merged.firstIndex(where: { $0.key == member.key }) else {
        merged.append(member)
        continue
      }
      merged[index] = JSONMember(
        key: member.key, keySpan: member.keySpan,
        value: merged[index].value.overlaid(with: member.value))
    }
    return JSONNode(.object(merged), span: overlay.span)
  }
}

/// One key of an object, where the key stands, and its value.
public struct JSONMember: Sendable, Equatable {
  public let key: String
  public let keySpan: SourceSpan
  public let value: JSONNode

  public init(key: String, keySpan: SourceSpan, value: JSONNode) {
    self.key = key
    self.keySpan = keySpan
    self.value = value
  }
}
