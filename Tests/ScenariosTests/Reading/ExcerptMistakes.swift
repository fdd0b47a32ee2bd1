import Testing

/// Mistakes in lines that are hard to show, each with its whole report.
struct ExcerptMistakes {
  @Test(arguments: cases)
  func isReported(_ file: BadFile) { file.expectSyntaxMistake() }

  private static let digits = String(repeating: "0123456789", count: 30)
  private static let letters = String(repeating: "abcdefghij", count: 30)

  private static let cases = [
    BadFile(
      #"""
        
      """#,
      #"""
      case.jsonc:1:3: error: expected a value, found the end of the file
       1 |   
         |   ^
      """#),
    BadFile(
      #"""
      {\#r
        a: 1,\#r
        b 2\#r
      }
      """#,
      #"""
      case.jsonc:3:5: error: expected ":" after the key "b", found "2"
       3 |   b 2
         |     ^
      """#),
    BadFile(
      #"""
      {\#r  a: 1,\#r  b 2\#r}
      """#,
      #"""
      case.jsonc:3:5: error: expected ":" after the key "b", found "2"
       3 |   b 2
         |     ^
      """#),
    BadFile(
      #"""
      {
      \#t\#ta: 1,
      \#t\#tb\#t2
      }
      """#,
      #"""
      case.jsonc:3:5: error: expected ":" after the key "b", found "2"
       3 |         b    2
         |              ^
      """#),
    BadFile(
      #"""
      {名前: '日本語' 2}
      """#,
      #"""
      case.jsonc:1:12: error: expected "," or "}", found "2"
       1 | {名前: '日本語' 2}
         |                 ^
      """#),
    BadFile(
      #"""
      {a: '🙂🙂' x}
      """#,
      #"""
      case.jsonc:1:10: error: expected "," or "}", found "x"
       1 | {a: '🙂🙂' x}
         |            ^
      """#),
    BadFile(
      #"""
      {a: 'e\#u{301}' x}
      """#,
      #"""
      case.jsonc:1:10: error: expected "," or "}", found "x"
       1 | {a: 'e\#u{301}' x}
         |         ^
      """#),
    BadFile(
      #"""
      {a: 'é' x}
      """#,
      #"""
      case.jsonc:1:9: error: expected "," or "}", found "x"
       1 | {a: 'é' x}
         |         ^
      """#),
    BadFile(
      #"""
      \#u{FEFF}{a: 1 b}
      """#,
      #"""
      case.jsonc:1:7: error: expected "," or "}", found "b"
       1 | {a: 1 b}
         |       ^
      """#),
    BadFile(
      #"""
      \#u{FEFF}{}
      \#u{FEFF}x
      """#,
      #"""
      case.jsonc:2:2: error: expected the end of the file, found "x"
       2 | <U+FEFF>x
         |         ^
      help: a file holds one value
      """#),
    BadFile(
      #"""
      {a: '\#u{1B}[31m\#u{7F}' x}
      """#,
      #"""
      case.jsonc:1:14: error: expected "," or "}", found "x"
       1 | {a: '␛[31m␡' x}
         |              ^
      """#),
    BadFile(
      #"""
      {a: '\#u{202E}abc' x}
      """#,
      #"""
      case.jsonc:1:12: error: expected "," or "}", found "x"
       1 | {a: '<U+202E>abc' x}
         |                   ^
      """#),
    BadFile(
      #"""
      {a: '\#(digits)' x: '\#(letters)'}
      """#,
      #"""
      case.jsonc:1:308: error: expected "," or "}", found "x"
       1 | …6789012345678901234567890123456789' x: 'abcdefghijabcdefghijabcdefghijabcdefghijabcdef…
         |                                      ^
      """#),
    BadFile(
      #"""
      {a: 1 x: '\#(letters)'}
      """#,
      #"""
      case.jsonc:1:7: error: expected "," or "}", found "x"
       1 | {a: 1 x: '\#(String(repeating: "abcdefghij", count: 7))abcdef…
         |       ^
      """#),
    BadFile(
      #"""
      {a: '\#(String(repeating: "日本", count: 60))' x}
      """#,
      #"""
      case.jsonc:1:128: error: expected "," or "}", found "x"
       1 | …本日本日本日本日本日本日本日本日本' x}
         |                                      ^
      """#),
    BadFile(
      #"""
      [
      1
      2]
      """#,
      #"""
      case.jsonc:3:1: error: expected "," or "]", found "2"
       3 | 2]
         | ^
      """#),
    BadFile(
      #"""
      {a: \#u{A0}\#u{2003}}
      """#,
      #"""
      case.jsonc:1:7: error: expected a value for "a", found "}"
       1 | {a: \#u{A0}\#u{2003}}
         |       ^
      """#),
    BadFile(
      #"""
      [1,\#u{2028}2 3]
      """#,
      #"""
      case.jsonc:1:7: error: expected "," or "]", found "3"
       1 | [1,<U+2028>2 3]
         |              ^
      """#),
    BadFile(
      #"""
      [\#u{0}]
      """#,
      #"""
      case.jsonc:1:2: error: expected a value or "]", found "␀"
       1 | [␀]
         |  ^
      """#),
  ]
}
