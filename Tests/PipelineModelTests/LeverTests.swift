import SimKernel
import Testing

@testable import PipelineModel

@Suite("Every lever")
struct LeverTests {
  @Test("says what it is and accepts its own defaults", arguments: Lever.all.map(\.name))
  func isComplete(_ name: String) throws {
    let lever = try #require(Lever.named(name))
    #expect(!lever.unit.isEmpty && !lever.summary.isEmpty && !lever.source.isEmpty)
    #expect(lever.summary.hasSuffix("."))
    #expect(lever.accepts(lever.runbook) && lever.accepts(lever.asBuilt))
    if case .choice(let words) = lever.kind {
      #expect(Set(words).count == words.count && words.count > 1)
      #expect(lever.proposals.allSatisfy(words.contains))
    }
  }

  @Test("has a name of its own")
  func names() {
    #expect(Set(Lever.all.map(\.name)).count == Lever.all.count)
    #expect(Lever.named("engine.no-such-lever") == nil)
  }

  private typealias Name = Profile.Name

  @Test("set to another profile's value changes itself alone", arguments: Lever.all.map(\.name))
  func roundTrip(_ name: String) throws {
    let lever = try #require(Lever.named(name))
    for (mine, others) in [(.runbook, .asBuilt), (.asBuilt, .runbook)] as [(Name, Name)] {
      let (profile, other) = (Profile(mine), Profile(others))
      var changed = profile
      #expect(lever.set(lever.value(in: profile), in: &changed))
      #expect(changed == profile)
      #expect(lever.set(lever.value(in: other), in: &changed))
      #expect(lever.value(in: changed) == lever.value(in: other))
      for another in Lever.all where another.name != name {
        #expect(another.value(in: changed) == another.value(in: profile), "\(another.name)")
      }
    }
  }

  @Test("together make the built-in profiles, and nothing else is in them")
  func complete() {
    var profile = Profile(.runbook)
    for lever in Lever.all { #expect(lever.set(lever.asBuilt, in: &profile)) }
    #expect(profile == Profile(.asBuilt))
  }

  @Test("refuses what the model cannot compute with")
  func refuses() throws {
    var profile = Profile(.asBuilt)
    let before = profile
    let bad: [(String, LeverValue)] = [
      ("worker.retries", .count(21)), ("worker.retries", .count(-1)),
      ("worker.retries", .flag(true)),
      ("worker.finish-timeout", .duration(.seconds(-1))),
      ("worker.finish-timeout", .duration(SimDuration(microseconds: .max))),
      ("queue.retry-delays", .durations([])), ("queue.retry-delays", .durations([.seconds(-1)])),
      ("engine.state-limit", .bytes(-1)), ("engine.state-limit", .bytes(.max)),
      ("engine.at-quota", .choice("perhaps")),
      ("worker.throttle", .rate(Rate(count: 0, period: .hours(1)))),
      ("worker.throttle", .rate(Rate(count: 1, period: .zero))),
      ("provider.rate-limit", .rate(Rate(count: .max, period: .hours(1)))),
      ("wire.fetch", .distribution(.uniform(.seconds(2), .seconds(1)))),
      ("wire.fetch", .distribution(.constant(.seconds(-1)))),
      ("wire.fetch", .distribution(.lognormal(median: .seconds(1), sigma: .nan))),
      ("wire.fetch", .distribution(.empirical([]))),
    ]
    for (name, value) in bad {
      let lever = try #require(Lever.named(name))
      #expect(!lever.set(value, in: &profile), "\(name) \(value)")
    }
    #expect(profile == before)
  }
}
