import Foundation
import Testing

@testable import Scenarios

/// Text of users never becomes markup of a report.
struct TextEscapesTests {
  @Test(arguments: [
    ("a & b", "a &amp; b"), ("<script>", "&lt;script&gt;"), ("\"'", "&quot;&#39;"),
    ("é😀\n", "é😀\n"), ("", ""), ("]]>", "]]&gt;"),
    ("\u{0}\u{1B}\u{FFFE}\u{202E}", "␀␛&lt;U+FFFE&gt;&lt;U+202E&gt;"),
  ])
  func markup(_ text: String, _ expected: String) {
    #expect(MarkupText.escaped(text) == expected)
  }

  @Test(arguments: [
    ("plain", "plain"), ("a,b", "\"a,b\""), ("say \"x\"", "\"say \"\"x\"\"\""),
    ("a\r\nb", "a␍␊b"), ("\u{1B}[31m\u{202E}", "␛[31m<U+202E>"),
    (" a", "\" a\""), ("a ", "\"a \""), ("", ""), ("-5", "-5"),
  ])
  func csv(_ text: String, _ expected: String) { #expect(CSVField.escape(text) == expected) }

  @Test(arguments: ["=1+1", "+1", "-1", "@x", "'a", "\t=1", "plain", "", "a=1"])
  func textIsNoFormula(_ text: String) {
    let inert = CSVField.inert(text)
    #expect(CSVField.text(ofInert: inert) == text)
    #expect(!["=", "+", "-", "@", "\t"].contains { inert.hasPrefix($0) })
  }

  @Test func jsonHidesNothing() throws {
    let text = "é😀\u{1B}\u{7F}\u{9B}\u{202E}\u{E0001}\u{2028}\"\\"
    let quoted = JSONText.quoted(text)
    #expect(!quoted.unicodeScalars.contains { VisibleText.isHidden($0) })
    #expect(try JSONDecoder().decode(String.self, from: Data(quoted.utf8)) == text)
    let encoded = JSONOutput.text([text])
    #expect(!encoded.unicodeScalars.contains { VisibleText.isHidden($0) && $0 != "\n" })
    #expect(try JSONDecoder().decode([String].self, from: Data(encoded.utf8)) == [text])
  }

  @Test(arguments: [
    ("a|b", "a\\|b"), ("a\r\nb\nc", "a b c"), ("*_`[x](y)`", "\\*\\_\\`\\[x\\](y)\\`"),
    ("<b>&", "&lt;b&gt;&amp;"),
    ("back\\slash", "back\\\\slash"), ("1.5s", "1.5s"),
  ])
  func cellOfMarkdown(_ text: String, _ expected: String) {
    #expect(MarkdownText.cell(text) == expected)
  }
}
