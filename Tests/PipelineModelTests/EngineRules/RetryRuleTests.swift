import SimKernel
import Testing

@testable import PipelineModel

/// Source: engine-facts 5.1–5.6, 13.6.
@Suite("Rule: retries")
struct RetryRuleTests {
  @Test("The delays before the attempts are the table's, the last again and again (5.3)")
  func table() {
    let function = LabFunction("f", retries: 12) { LabStep.run("a", fails: .always) }
    var lab = EngineLab([function], .exact)
    lab.trigger("f")
    let starts = lab.play().starts()
    #expect(
      zip(starts.dropFirst(), starts).map { $0 - $1 }
        == [15, 30, 60, 120, 300, 600, 1200, 2400, 3600, 7200, 7200, 7200])
  }

  @Test("The jitter is uniform between 0 and 30 s (5.3)")
  func jitter() {
    var settings = LabSettings.exact
    settings.engine.backoffJitter = .seconds(30)
    let function = LabFunction("f", retries: 1) { LabStep.run("a", fails: .onAttempts([0])) }
    var lab = EngineLab([function], settings)
    lab.trigger("f", count: 600)
    let jitters = lab.play().starts().dropFirst(600).map { $0 - 15 }
    #expect(jitters.count == 600 && jitters.allSatisfy { $0 >= 0 && $0 < 30 })
    for bin in 0..<10 {
      let count = jitters.filter { Int($0 / 3) == bin }.count
      #expect(abs(count - 60) < 30, "\(bin * 3)…\(bin * 3 + 3) s")
    }
  }

  @Test(
    "A delay the app asks for is taken as it is between 1 s and 24 h (5.6)",
    arguments: [
      (10, 1_000), (999, 1_000), (1_001, 1_001), (86_399_999, 86_399_999),
      (86_400_001, 86_400_000), (90_000_000, 86_400_000),
    ])
  func retryAfter(_ asked: Int, _ given: Int) {
    let function = LabFunction("f", retries: 1) {
      LabStep.run("a", fails: .always(.retryAfter(.milliseconds(asked))))
    }
    var lab = EngineLab([function], .exact)
    lab.trigger("f")
    #expect(lab.play().starts() == [0, Double(given) / 1000])
  }

  @Test("Three retries are four attempts of each step, counted anew for the next (5.1)")
  func perStep() {
    let function = LabFunction("f", retries: 3) {
      LabStep.run("a", fails: .onAttempts([0, 1, 2]))
      LabStep.run("b", fails: .onAttempts([0, 1, 2]))
      LabStep.run("c", fails: .always)
    }
    var lab = EngineLab([function], .exact)
    lab.trigger("f")
    let result = lab.play()
    #expect(result.rows(.stepStart).map(\.attempt) == [0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3])
    #expect(result.end(of: "run0") == .failed(3 * 105))
  }

  @Test("A failed step calls the failure handler once (9.1)")
  func handler() {
    let function = LabFunction("f", retries: 1, onFailure: [.run("notify")]) {
      LabStep.run("a", fails: .always)
    }
    var lab = EngineLab([function], .exact)
    lab.trigger("f")
    let result = lab.play()
    #expect(result.rows(.onFailureStep).map(\.time) == [15])
  }
}
