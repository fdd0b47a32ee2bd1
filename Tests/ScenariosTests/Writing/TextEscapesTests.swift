import Scenarios
import Testing

/// Text of users never becomes markup of a report.
struct TextEscapesTests {
  @Test(arguments: [
    ("a & b", "a &amp; b"), ("<script>", "&lt;script&gt;"), ("\"'", "&quot;&#39;"),
    ("é😀\n", "é😀\n"), ("", ""),
  ])
  func html(_ text: String, _ expected: String) { #expect(HTMLText.escape(text) == expected) }

  @Test(arguments: [
    ("a & <b>", "a &amp; &lt;b&gt;"), ("\"'", "&quot;&apos;"), ("a\nb\tc\r", "a&#10;b&#9;c&#13;"),
    ("\u{0}\u{1B}\u{FFFE}", "\u{FFFD}\u{FFFD}\u{FFFD}"), ("]]>", "]]&gt;"),
  ])
  func xml(_ text: String, _ expected: String) { #expect(XMLText.escape(text) == expected) }

  @Test(arguments: [
    ("plain", "plain"), ("a,b", "\"a,b\""), ("say \"x\"", "\"say \"\"x\"\"\""),
    ("a\r\nb", "\"a\r\nb\""),
    (" a", "\" a\""), ("a ", "\"a \""), ("", ""), ("-5", "-5"),
  ])
  func csv(_ text: String, _ expected: String) { #expect(CSVField.escape(text) == expected) }

  @Test(arguments: [
    ("a|b", "a\\|b"), ("a\r\nb\nc", "a<br>b<br>c"), ("*_`[x](y)`", "\\*\\_\\`\\[x\\](y)\\`"),
    ("<b>&", "&lt;b&gt;&amp;"),
    ("back\\slash", "back\\\\slash"), ("1.5s", "1.5s"),
  ])
  func markdown(_ text: String, _ expected: String) {
    #expect(MarkdownCell.escape(text) == expected)
  }
}
