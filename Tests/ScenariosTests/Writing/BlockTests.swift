import Testing

@testable import Scenarios

/// A document is said once and written in each format.
struct BlockTests {
  private static let blocks: [Block] = [
    .heading(2, "a_b"), .paragraph("see \(code: "x|y") of \(strong: "b")\(own: "<br>")"),
    .list([]), .list(["1 < 2", "\(link: "here", to: "a.md") and \(emphasis: "there")"]),
    .table(
      Block.Table([("", .left), ("how many", .right)], [["a|b", "\(link: "1", to: nil)"]])
    ), .code("  <as it is>\n"), .own("kept <b>\n"),
  ]

  @Test func asText() {
    #expect(
      Self.blocks.text == """

        a_b
        see x|y of b<br>
        1 < 2
        here and there
               how many
          a|b         1
          <as it is>
        kept <b>

        """)
  }

  @Test func asMarkdown() {
    #expect(
      Self.blocks.markdown == """
        ## a\\_b

        see `x|y` of **b**<br>

        - 1 &lt; 2
        - [here](a.md) and *there*

        | | how many |
        |---|--:|
        | a\\|b | 1 |

        ```
          <as it is>
        ```

        kept <b>

        """)
  }

  @Test func asHTML() {
    #expect(
      Self.blocks.html == """
        <h2>a_b</h2>
        <p>see <code>x|y</code> of <b>b</b><br></p>
        <ul><li>1 &lt; 2</li><li><a href="a.md">here</a> and <em>there</em></li></ul>
        <div class="wide wrap tables" tabindex="0">
        <table>
        <thead><tr><th scope="col"></th><th scope="col">how many</th></tr></thead>
        <tbody>
        <tr><td data-title="">a|b</td><td data-title="how many">1</td></tr>
        </tbody>
        </table>
        </div>
        <pre tabindex="0">  &lt;as it is&gt;
        </pre>
        kept <b>

        """)
  }
}
