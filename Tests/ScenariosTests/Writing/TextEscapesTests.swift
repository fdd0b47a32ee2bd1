import Testing

@testable import Scenarios

/// Text of users never becomes markup of a report.
struct TextEscapesTests {
  @Test(arguments: [
    ("a & b", "a &amp; b"), ("<script>", "&lt;script&gt;"), ("\"'", "&quot;&#39;"),
    ("é😀\n", "é😀\n"), ("", ""), ("]]>", "]]&gt;"),
    ("\u{0}\u{1B}\u{FFFE}", "\u{FFFD}\u{FFFD}\u{FFFD}"),
  ])
  func markup(_ text: String, _ expected: String) {
    #expect(MarkupText.escaped(text) == expected)
  }

  @Test(arguments: [
    ("plain", "plain"), ("a,b", "\"a,b\""), ("say \"x\"", "\"say \"\"x\"\"\""),
    ("a\r\nb", "\"a\r\nb\""),
    (" a", "\" a\""), ("a ", "\"a \""), ("", ""), ("-5", "-5"),
  ])
  func csv(_ text: String, _ expected: String) { #expect(CSVField.escape(text) == expected) }

  @Test(arguments: [
    ("a|b", "a\\|b"), ("a\r\nb\nc", "a b c"), ("*_`[x](y)`", "\\*\\_\\`\\[x\\](y)\\`"),
    ("<b>&", "&lt;b&gt;&amp;"),
    ("back\\slash", "back\\\\slash"), ("1.5s", "1.5s"),
  ])
  func cellOfMarkdown(_ text: String, _ expected: String) {
    #expect(MarkdownText.cell(text) == expected)
  }
}
