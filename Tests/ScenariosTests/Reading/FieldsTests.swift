import Scenarios
import Testing

/// Fields give typed values, find every mistake in one pass, and know the places of what they read.
struct FieldsTests {
  @Test func everyShapeIsRead() throws {
    let outing = try read(
      """
      {
        title: "Lake", transport: "on-foot", isGuided: true, duration: "1h30m", delay: "-5s",
        departure: "0s", steps: "4000/1h", luggage: "4 MiB", rain: "0.1%", altitude: -0.5,
        people: [{name: "Ada", age: 36}, {name: "Bob"}], guide: {name: "Cy"},
        story: [{rest: "5m"}, {swim: 2}], stock: {bread: 2, apples: 0x10}, limit: null,
        count: "all", weather: "sunny",
      }
      """)
    #expect(outing.title == "Lake")
    #expect(outing.transport == .onFoot)
    #expect(outing.isGuided)
    #expect(outing.duration == 5_400_000_000)
    #expect(outing.delay == -5_000_000)
    #expect(outing.departure == 0)
    #expect(outing.steps == Rate(count: 4_000, per: 3_600_000_000))
    #expect(outing.luggage == 4_194_304)
    #expect(outing.rain == 0.001)
    #expect(outing.altitude == -0.5)
    #expect(outing.people.map(\.name) == ["Ada", "Bob"])
    #expect(outing.people.map(\.age) == [36, nil])
    #expect(outing.guide?.name == "Cy")
    #expect(outing.story == [.rest(at: 300_000_000), .swim(times: 2)])
    #expect(outing.stock.map(\.name) == ["bread", "apples"])
    #expect(outing.stock.map(\.value) == [2, 16])
    #expect(outing.limit == nil)
    #expect(outing.count == 9)
    #expect(outing.weather == "sunny")
  }

  @Test func defaultsStandInForAbsentKeys() throws {
    let outing = try read("{title: 'x'}")
    #expect(outing.transport == .train)
    #expect(!outing.isGuided)
    #expect(outing.duration == nil)
    #expect(outing.rain == 0)
    #expect(outing.people.isEmpty)
    #expect(outing.count == 1)
  }

  @Test func listEndsAfterTwentyMistakes() {
    let keys = (1...25).map { "  unknown\($0): 1,\n" }.joined()
    let error = #expect(throws: DiagnosticList.self) { try read("{\n  title: 'x',\n\(keys)}") }
    #expect(error?.diagnostics.count == 20)
    #expect(error?.omitted == 5)
    #expect(error?.report(colours: false).hasSuffix("and 5 more\n") == true)
    #expect(error?.exitCode == .badData)
  }

  /// Mistakes beyond the first twenty cost next to nothing, however many a hostile file holds.
  @Test func tensOfThousandsOfMistakesAreCounted() {
    let keys = (1...20_000).map { "titl\($0): 1," }.joined()
    let error = #expect(throws: DiagnosticList.self) { try read("{title: 'x', \(keys)}") }
    #expect(error?.omitted == 19_980)
  }

  @Test func shapeOfItsOwn() throws {
    let shape = Shape.text("a page", example: "p7", standIn: 0) { text throws(ValueProblem) in
      guard text.hasPrefix("p"), let page = Int(text.dropFirst()) else {
        throw ValueProblem("expected a page, found \(VisibleText.quoted(text))", help: "write p7")
      }
      return page
    }
    let source = SourceText(path: "a", text: "{first: 'p7', next: 'q8'}")
    let error = #expect(throws: DiagnosticList.self) {
      try Fields.read(source) { fields in
        #expect(fields.required("first", shape) == 7)
        #expect(fields.required("next", shape) == 0)
      }
    }
    #expect(error?.diagnostics.map(\.message) == ["next: expected a page, found \"q8\""])
    #expect(error?.diagnostics.map(\.help) == ["write p7"])
    #expect(error?.diagnostics.map(\.column) == [21])
  }

  @Test func syntaxMistakeComesAlone() {
    let error = #expect(throws: DiagnosticList.self) { try read("{title: }") }
    #expect(error?.diagnostics.map(\.message) == ["expected a value for \"title\", found \"}\""])
  }

  /// A value can be refused when the rest of the file is known.
  @Test func locatedValueIsRefusedLater() {
    let source = SourceText(path: "a.jsonc", text: "{names: ['Ada', 'Bob'], leader: 'Bib'}")
    let error = #expect(throws: DiagnosticList.self) {
      try Fields.read(source) { fields in
        let names = fields.required("names", .array(of: .string()))
        let leader = fields.required("leader", Shape.string().located)
        if !names.contains(leader.value) {
          leader.field.refuse(
            "there is no \"\(leader.value)\"",
            help: Suggestion.question(for: leader.value, in: names))
        }
      }
    }
    #expect(
      error?.report(colours: false) == """
        a.jsonc:1:33: error: leader: there is no "Bib"
         1 | {names: ['Ada', 'Bob'], leader: 'Bib'}
           |                                 ^~~~~
        help: did you mean "Bob"?

        """)
  }

  /// A variant is laid over the file it extends; mistakes name the file they stand in.
  @Test func overlaidTreesKeepTheirFiles() throws {
    let base = SourceText(path: "base.jsonc", text: "{title: 5, guide: {name: 'Ada', age: 7}}")
    let variant = SourceText(path: "variant.jsonc", text: "{guide: {age: 'old'}, rain: '5%'}")
    let root = try JSON5Parser.parse(base, file: 0)
      .overlaid(with: JSON5Parser.parse(variant, file: 1))
    let error = #expect(throws: DiagnosticList.self) {
      try Fields.read(root, from: [base, variant], as: Outing.init(reading:))
    }
    #expect(
      error?.report(colours: false) == """
        base.jsonc:1:9: error: title: expected a string, found the number 5
         1 | {title: 5, guide: {name: 'Ada', age: 7}}
           |         ^
        help: for example "text"
        variant.jsonc:1:15: error: guide.age: expected an integer from 0 to 150, found the string "old"
         1 | {guide: {age: 'old'}, rain: '5%'}
           |               ^~~~~
        help: for example 1

        """)
  }

  @Test func reportIsColoured() {
    let error = #expect(throws: DiagnosticList.self) { try read("{title: 1}") }
    #expect(
      error?.report(colours: true) == """
        \u{1B}[1ma.jsonc:1:9: \u{1B}[0m\u{1B}[1;31merror: \u{1B}[0m\u{1B}[1mtitle: expected a string, \
        found the number 1\u{1B}[0m
        \u{1B}[2m 1 | \u{1B}[0m{title: 1}
        \u{1B}[2m   | \u{1B}[0m        \u{1B}[1;32m^\u{1B}[0m
        \u{1B}[1;32mhelp: \u{1B}[0mfor example "text"

        """)
  }

  @Test func pathsQuoteOddKeys() {
    let error = #expect(throws: DiagnosticList.self) {
      try Fields.read(SourceText(path: "a", text: "{'a b': {c: [[1]]}}")) { fields in
        _ = fields.required(
          "a b", .object { $0.required("c", .array(of: .array(of: .string()))) })
      }
    }
    #expect(
      error?.diagnostics.map(\.message) == [
        "\"a b\".c[0][0]: expected a string, found the number 1"
      ])
  }

  private func read(_ text: String) throws -> Outing {
    try Fields.read(SourceText(path: "a.jsonc", text: text), as: Outing.init(reading:))
  }
}
