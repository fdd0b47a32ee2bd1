import Foundation

/// Values as JSON with sorted keys, so that equal values give equal bytes, and without characters
/// that cannot be seen.
enum JSONOutput {
  static func text(_ value: some Encodable, onOneLine: Bool = false) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if !onOneLine { encoder.outputFormatting.insert(.prettyPrinted) }
    do {
      return JSONText.visible(String(decoding: try encoder.encode(value), as: UTF8.self))
    } catch {
      preconditionFailure("A report has nothing that JSON cannot express: \(error)")
    }
  }
}
