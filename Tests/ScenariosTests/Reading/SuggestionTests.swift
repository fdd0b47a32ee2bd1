import Scenarios
import Testing

/// A slip of the hand is recognized, another word is not.
struct SuggestionTests {
  private static let verbs = [
    "replay", "test", "sweep", "explore", "diff", "diagnose", "list", "validate",
  ]

  @Test(arguments: [
    ("repaly", "replay"), ("tset", "test"), ("swep", "sweep"), ("explroe", "explore"),
    ("dif", "diff"),
    ("diagnos", "diagnose"), ("lists", "list"), ("valdate", "validate"), ("REPLAY", "replay"),
    ("vaildtae", "validate"), ("re-play", "replay"), ("--replay", "replay"),
  ])
  func slip(_ word: String, _ meant: String) {
    #expect(Suggestion.closest(to: word, in: Self.verbs) == meant)
  }

  @Test(arguments: [
    "", "x", "run", "simulate", "help", "rest of it", "te", String(repeating: "replay", count: 20),
  ])
  func otherWord(_ word: String) {
    #expect(Suggestion.closest(to: word, in: Self.verbs) == nil)
  }

  @Test func tieGoesToTheEarlier() {
    #expect(Suggestion.closest(to: "cat", in: ["car", "cap"]) == "car")
    #expect(Suggestion.closest(to: "cat", in: ["cap", "car"]) == "cap")
    #expect(Suggestion.closest(to: "cat", in: ["car", "cat"]) == "cat")
  }

  @Test func question() {
    #expect(Suggestion.question(for: "tset", in: Self.verbs) == "did you mean \"test\"?")
    #expect(Suggestion.question(for: "other", in: Self.verbs) == nil)
  }
}
