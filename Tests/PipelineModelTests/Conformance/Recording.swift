import Foundation

/// A value of a recording.
enum JSONValue: Decodable, Sendable, Equatable {
  case null
  case flag(Bool)
  case number(Double)
  case text(String)
  case list([JSONValue])
  case object([String: JSONValue])

  init(from decoder: Decoder) throws {
    let box = try decoder.singleValueContainer()
    if box.decodeNil() {
      self = .null
    } else if let flag = try? box.decode(Bool.self) {
      self = .flag(flag)
    } else if let number = try? box.decode(Double.self) {
      self = .number(number)
    } else if let text = try? box.decode(String.self) {
      self = .text(text)
    } else if let list = try? box.decode([JSONValue].self) {
      self = .list(list)
    } else {
      self = .object(try box.decode([String: JSONValue].self))
    }
  }

  subscript(key: String) -> JSONValue {
    guard case .object(let fields) = self else { return .null }
    return fields[key] ?? .null
  }

  subscript(index: Int) -> JSONValue { list.indices.contains(index) ? list[index] : .null }

  var list: [JSONValue] {
    guard case .list(let values) = self else { return [] }
    return values
  }

  var numbers: [Double] { list.compactMap(\.number) }

  var number: Double? {
    guard case .number(let number) = self else { return nil }
    return number
  }

  var text: String? {
    guard case .text(let text) = self else { return nil }
    return text
  }
}

/// One case of a recording of the real engine.
struct Recording: Sendable {
  let file: String
  let name: String
  let json: JSONValue

  /// The folder of the recordings, which the package excludes from the target.
  static var folder: URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Recordings")
  }

  /// Names of all recordings, without the extension.
  static func files() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
  }

  /// All cases of a file, in its order; a case without a name is called by its place.
  static func cases(of file: String) throws -> [Recording] {
    let data = try Data(contentsOf: folder.appendingPathComponent("\(file).json"))
    let json = try JSONDecoder().decode(JSONValue.self, from: data)
    return json["observed"].list.enumerated().map { index, value in
      Recording(file: file, name: value["case"].text ?? "#\(index)", json: value)
    }
  }

  /// Rows of the case in the lab's words; runs are labelled by order of appearance.
  func rows(_ key: String = "rows") -> [LabRow] {
    var labels: [String: String] = [:]
    for value in json[key].list where value["kind"].text == LabRow.Kind.onFailureEnter.rawValue {
      guard let run = value["run"].text, let failed = value["orig_run"].text else { continue }
      labels[run] = "onFailure of \(failed)"
    }
    var plain = 0
    return json[key].list.compactMap { value in
      guard let kind = value["kind"].text.flatMap(LabRow.Kind.init), let time = value["t"].number
      else { return nil }
      let own = value["run"].text ?? value["orig_run"].text ?? "run0"
      if labels[own] == nil {
        labels[own] = "run\(plain)"
        plain += 1
      }
      return LabRow(
        time: time, kind: kind, run: labels[own] ?? own,
        step: kind.namesStep ? value["step"].text ?? "" : "",
        attempt: Int(value["attempt"].number ?? 0), detail: detail(of: value, kind),
        memoized: value["nsteps"].number.map { Int($0) })
    }
  }

  /// When something was sent, in order.
  var sent: [Double] {
    json["rows"].list.filter { $0["kind"].text == "SENT" }.compactMap { $0["t"].number }
  }

  private func detail(of value: JSONValue, _ kind: LabRow.Kind) -> String {
    switch kind {
    case .response:
      var words = [value["code"].number.map { "\(Int($0))" } ?? ""]
      if let first = value["ops"][0].text { words.append(first + Self.times(value["ops"])) }
      if value["noretry"].text != nil { words.append("noretry") }
      if value["retryafter"].text != nil { words.append("retryafter") }
      return words.filter { !$0.isEmpty }.joined(separator: " ")
    case .engineEvent:
      let name = value["name"].text?.replacingOccurrences(of: "inngest/", with: "") ?? ""
      return "\(name) \(value["status"].text ?? "")"
    case .waitResult: return value["got"] == .flag(true) ? "true" : "false"
    default: return ""
    }
  }

  /// A long list of operations is recorded as its first five and its length.
  static func times(_ ops: JSONValue) -> String {
    let count = ops.list.last?.number.map { Int($0) } ?? ops.list.count
    return count > 1 ? "×\(count)" : ""
  }
}

extension LabRow.Kind {
  /// Whether its rows name a step.
  fileprivate var namesStep: Bool { self == .stepStart || self == .stepEnd }
}
