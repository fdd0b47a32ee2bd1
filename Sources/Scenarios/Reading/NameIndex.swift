/// Names in an order, each found without looking at the others.
///
/// Of equal names the first one counts; empty ones are no names.
struct NameIndex: Sendable {
  let names: [String]
  private let places: [String: Int]

  init(_ names: [String]) {
    self.names = names
    places = Dictionary(
      names.enumerated().lazy.filter { !$1.isEmpty }.map { ($1, $0) },
      uniquingKeysWith: { first, _ in first })
  }

  var isEmpty: Bool { places.isEmpty }

  /// Where a name stands, or nil. O(1).
  func place(of name: String) -> Int? { places[name] }

  func contains(_ name: String) -> Bool { places[name] != nil }

  /// The name that was meant by another one, or the names there are; `nothing` when there are none.
  func help(on name: String, _ lead: String, orElse nothing: @autoclosure () -> String) -> String {
    help(on: name, upTo: names.count, lead, orElse: nothing())
  }

  /// The same of the names before a place.
  func help(
    on name: String, upTo end: Int, _ lead: String, orElse nothing: @autoclosure () -> String
  ) -> String {
    let known = names.prefix(end).lazy.filter { !$0.isEmpty }
    if let question = Suggestion.question(for: name, in: known) { return question }
    return known.isEmpty ? nothing() : "\(lead) \(Suggestion.listed(known))"
  }
}
