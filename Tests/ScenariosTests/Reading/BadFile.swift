import Scenarios
import Testing

/// A file with mistakes and the whole report that a person sees for it.
struct BadFile: CustomTestStringConvertible {
  let text: String
  let report: String

  init(_ text: String, _ report: String) {
    self.text = text
    self.report = report + "\n"
  }

  var testDescription: String { VisibleText.quoted(text) }

  var source: SourceText { SourceText(path: "case.jsonc", text: text) }

  /// Parses the file and asserts the report of its one mistake.
  func expectSyntaxMistake() {
    let error = #expect(throws: Diagnostic.self) { try JSON5Parser.parse(source) }
    #expect(error?.report(colours: false) == report)
  }
}
