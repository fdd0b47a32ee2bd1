import Foundation
import PipelineModel
import SimKernel
import Testing

@testable import Scenarios

@Suite struct CalibrationTests {
  /// Draws of a distribution as observations of `fetch`.
  private func observed(
    _ distribution: Distribution, _ count: Int, seed: UInt64 = 3, call: String = "fetch"
  ) -> [Observation] {
    var random = RandomStream(seed: seed)
    return (0..<count).map { _ in
      Observation(
        call: ObservedCall.index(of: call) ?? -1, duration: distribution.sample(random.next()),
        outcome: .succeeded, attempt: nil)
    }
  }

  private func fit(_ observations: [Observation], _ family: Fit.Family? = nil) -> Fit? {
    Calibration(observations, family: family).levers.first?.chosen
  }

  /// A line from the second slowest to an outlier would make two draws in a hundred slow, not one in
  /// four hundred.
  @Test(arguments: [1, 3, 20])
  func theMeanOfATableIsThatOfTheObservations(_ outliers: Int) throws {
    let usual = observed(.uniform(.milliseconds(90), .milliseconds(150)), 400 - outliers)
    let slow = (1...outliers).map { rank in
      Observation(
        call: usual[0].call, duration: .seconds(60 * rank), outcome: .succeeded, attempt: nil)
    }
    let all = usual + slow
    let table = try #require(fit(all, .empirical))
    let mean = all.reduce(0.0) { $0 + Double($1.duration?.microseconds ?? 0) } / 400
    #expect((Double(table.distribution.mean.microseconds) / mean - 1).magnitude < 0.02)
    guard case .empirical(let rows) = table.distribution else {
      return #expect(table.family == .empirical)
    }
    #expect(throws: Never.self) { try Distribution.empirical(checking: rows) }
    #expect(table.distance < 0.05)
    #expect(
      Calibration(all, family: .empirical).levers[0].warnings.allSatisfy { !$0.contains("mean") })
    #expect(
      Calibration(all, family: .lognormal).levers[0].warnings.contains {
        $0.hasPrefix("the mean of what is drawn is")
      })
  }

  @Test func knownDistributionsComeBackWithinTheSamplingError() throws {
    let count = 2000.0
    let uniform = try #require(
      fit(observed(.uniform(.milliseconds(400), .milliseconds(1500)), Int(count))))
    guard case .uniform(let low, let high) = uniform.distribution else {
      return #expect(uniform.family == .uniform)
    }
    // The ends are off by about one gap between observations: 1100 ms / 2000; ten is never seen.
    #expect((low - .milliseconds(400)).microseconds.magnitude < 5500)
    #expect((high - .milliseconds(1500)).microseconds.magnitude < 5500)

    let exponential = try #require(fit(observed(.exponential(mean: .milliseconds(80)), Int(count))))
    guard case .exponential(let mean) = exponential.distribution else {
      return #expect(exponential.family == .exponential)
    }
    // The standard error of the mean is 80 ms / √2000 = 1.8 ms.
    #expect((mean - .milliseconds(80)).microseconds.magnitude < 4 * 1800)

    let lognormal = try #require(
      fit(observed(.lognormal(median: .milliseconds(120), sigma: 0.5), Int(count))))
    guard case .lognormal(let median, let sigma) = lognormal.distribution else {
      return #expect(lognormal.family == .lognormal)
    }
    // Standard errors: 120 ms · 0.5 / √2000 = 1.3 ms, and 0.5 / √4000 = 0.008.
    #expect((median - .milliseconds(120)).microseconds.magnitude < 4 * 1350)
    #expect((sigma - 0.5).magnitude < 4 * 0.008)
    #expect(uniform.fits && exponential.fits && lognormal.fits)
  }

  @Test func anotherDistributionGetsABadFigure() throws {
    let drawn = observed(.lognormal(median: .milliseconds(120), sigma: 0.5), 1000)
    let wrong = try #require(fit(drawn, .uniform))
    #expect(!wrong.fits && wrong.distance > 5 * (wrong.critical ?? .infinity))
    let two =
      observed(.uniform(.milliseconds(1), .milliseconds(2)), 500)
      + observed(.uniform(.milliseconds(90), .milliseconds(95)), 500)
    let best = try #require(fit(two))
    #expect(best.family == .empirical && best.distance < 0.03)
    let report = CalibrationReport(Calibration(two, family: nil))
    #expect(report.latencies[0].families.filter { $0.criticalDistance != nil && $0.fits }.isEmpty)
    // Slow ones all come last: the halves of the file have nothing in common.
    #expect(report.latencies[0].driftDistance == 1)
    #expect(report.latencies[0].warnings.contains { $0.contains("differs from the second") })
  }

  /// A right family is refused 5 times in 100: of 200 files at most 20 (p < 0.001 beyond).
  @Test func rightFamiliesAreSeldomRefused() {
    let drawn: [(Distribution, Fit.Family)] = [
      (.uniform(.seconds(1), .seconds(2)), .uniform),
      (.exponential(mean: .seconds(1)), .exponential),
      (.lognormal(median: .seconds(1), sigma: 1), .lognormal),
    ]
    for (distribution, family) in drawn {
      let refused = (0..<200 as Range<UInt64>).count { seed in
        Fit(family, DurationSample(observed(distribution, 60, seed: seed).compactMap(\.duration)))?
          .fits == false
      }
      #expect((1...20).contains(refused), "\(family): \(refused)")
    }
  }

  @Test func littleDataIsWarnedOfAndTooLittleLeftOut() {
    let few = Calibration(observed(.exponential(mean: .seconds(1)), 7), family: nil)
    #expect(few.levers[0].chosen == nil)
    #expect(few.levers[0].warnings[0].hasPrefix("too little data: 7 observations"))
    let some = Calibration(observed(.exponential(mean: .seconds(1)), 25), family: nil)
    // 1.358 / √25 = 0.27, a little less with the correction for finite samples.
    #expect(some.levers[0].warnings[0].contains("known to ±26 of 100"))
    let enough = Calibration(observed(.exponential(mean: .seconds(1)), 299), family: .exponential)
    #expect(enough.levers[0].warnings.isEmpty)
    let constant = Calibration(
      observed(.uniform(.seconds(1), .seconds(3)), 400, call: "capture.classify"), family: nil)
    #expect(constant.levers[0].chosen?.family == .constant)
    #expect(constant.levers[0].warnings[0].contains("standard deviation of"))
  }

  @Test func aMedianFarFromTheDefaultIsAskedAbout() throws {
    func warning(_ distribution: Distribution) -> String? {
      Calibration(observed(distribution, 300), family: nil).levers[0].warnings
        .first { $0.hasPrefix("the median ") }
    }
    // The default of `wire.fetch` is 400 to 1,500 ms.
    #expect(warning(.uniform(.milliseconds(40), .milliseconds(150))) == nil)
    #expect(warning(.uniform(.seconds(4), .seconds(60))) == nil)
    #expect(
      warning(.constant(.microseconds(950)))
        == "the median 950us is 1/1,000 of the default's 950ms: are these seconds in a column of "
        + "milliseconds?")
    #expect(
      warning(.constant(.microseconds(1)))?.hasSuffix("in a column of microseconds?") == true)
    #expect(
      warning(.constant(.seconds(950)))
        == "the median 15m50s is 1,000 times the default's 950ms: are these milliseconds in a "
        + "column of seconds?")
    // Seconds since 1970 under a key of milliseconds.
    #expect(
      warning(.uniform(.seconds(1_772_052), .seconds(1_772_055)))?.contains("are these moments")
        == true)
    #expect(warning(.constant(.zero))?.hasSuffix("rounded down to nothing?") == true)
    let few = Calibration(observed(.constant(.microseconds(950)), 3), family: nil)
    #expect(few.levers[0].chosen == nil && few.levers[0].warnings.count == 2)
  }

  @Test func callsThatShareALeverAreCompared() {
    func pair(_ longest: Int) -> [String] {
      let token = Distribution.uniform(.milliseconds(60), .milliseconds(longest))
      let both = Calibration(
        observed(.uniform(.milliseconds(60), .milliseconds(150)), 200, call: "connection")
          + observed(token, 200, seed: 9, call: "token"), family: nil)
      return both.levers[0].warnings.filter { $0.contains("unequally long") }
    }
    #expect(pair(150).isEmpty)
    #expect(pair(250).first?.hasPrefix("connection and token take") == true)
  }

  @Test func roundedDurationsStillFit() throws {
    let rounded = observed(.uniform(.milliseconds(40), .milliseconds(60)), 3000).map {
      Observation(
        call: $0.call,
        duration: .milliseconds(Int((($0.duration ?? .zero).microseconds + 500) / 1000)),
        outcome: .succeeded, attempt: nil)
    }
    #expect(DurationSample(rounded.compactMap(\.duration)).resolution == 1000)
    #expect(fit(rounded, .uniform)?.fits == true)
  }

  @Test func twoDurationsAreNoUniform() throws {
    for (low, high) in [(0, 1000), (110, 120), (300, 301)] {
      let pair = (0..<400).map { place in
        Observation(
          call: observed(.constant(.zero), 1)[0].call,
          duration: .milliseconds(place.isMultiple(of: 2) ? low : high), outcome: .succeeded,
          attempt: nil)
      }
      #expect(Calibration(pair, family: nil).levers[0].chosen?.family == .empirical)
      #expect(fit(pair, .uniform)?.fits == false)
    }
  }

  @Test func failuresBecomeConditionalFaults() throws {
    let fetch = try #require(ObservedCall.index(of: "fetch"))
    func attempts(_ outcome: Observation.Outcome, _ count: Int, _ attempt: Int?) -> [Observation] {
      (0..<count).map { _ in
        Observation(call: fetch, duration: nil, outcome: outcome, attempt: attempt)
      }
    }
    let rates = Calibration(
      attempts(.lost, 90, nil) + attempts(.succeeded, 800, nil) + attempts(.status(500), 100, nil)
        + attempts(.status(429), 10, nil), family: nil
    ).rates
    #expect(rates.map(\.outcome) == [.status(429), .status(500), .lost])
    #expect(rates.map(\.isExpressed) == [false, true, true])
    // Among the 990 that are not 429, and the 890 that are not 500 either.
    #expect(rates.map(\.perMillion) == [10_000, 101_010, 101_124])
    // Wilson's interval of 10 in 100.
    let ten = FailureRate(
      call: fetch, outcome: .lost, attempts: nil, failures: 10, count: 100, earlier: 0)
    #expect((ten.interval.lowerBound - 0.0552).magnitude < 1e-4)
    #expect((ten.interval.upperBound - 0.1744).magnitude < 1e-4)

    let apart = Calibration(
      attempts(.succeeded, 950, 1) + attempts(.status(502), 50, 1) + attempts(.succeeded, 25, 2)
        + attempts(.status(502), 25, 2), family: nil
    ).rates
    #expect(apart.map(\.attempts) == [1...1, 2...100])
    #expect(apart.map(\.perMillion) == [50_000, 500_000])
    let alike = Calibration(
      attempts(.succeeded, 950, 1) + attempts(.status(502), 50, 1) + attempts(.succeeded, 47, 2)
        + attempts(.status(502), 3, 2), family: nil
    ).rates
    #expect(alike.map(\.attempts) == [nil])
  }

  @Test func theOverlayLoadsOverOtherFamilies() throws {
    try withFolder { folder in
      let file = { folder.appendingPathComponent($0).path }
      let fetch = try #require(ObservedCall.index(of: "fetch"))
      let failed = Observation(call: fetch, duration: nil, outcome: .status(502), attempt: nil)
      let calibration = Calibration(
        observed(.exponential(mean: .milliseconds(80)), 300, call: "post")
          + observed(.lognormal(median: .milliseconds(120), sigma: 0.5), 300)
          + observed(.uniform(.milliseconds(1), .milliseconds(2)), 200, call: "publish")
          + observed(.uniform(.milliseconds(8), .milliseconds(9)), 200, call: "publish")
          + [failed], family: nil)
      let overlay = CalibrationOverlay(
        calibration, source: "a\nb.csv", command: "simrun", base: "base.jsonc")
      try AtomicFile.write(overlay.text, to: file("overlay.jsonc"))
      try AtomicFile.write(
        """
        { "title": "Base", "faults": [{ "wire": "post", "hang": true }], "levers": {
          "wire.fetch": { "uniform": ["1s", "2s"] }, "wire.post": { "uniform": ["1s", "2s"] } } }
        """, to: file("base.jsonc"))
      try AtomicFile.write(
        "{ \"extends\": \"overlay.jsonc\", \"title\": \"Mine\" }", to: file("mine.jsonc"))
      let scenario = try Scenario.load(path: file("mine.jsonc"))
      #expect(!scenario.isAbstract && scenario.faults.map(\.wire) == [.post, .fetch])
      #expect(scenario.faults[1].trigger == .probability(perMillion: 3322))
      let values = Dictionary(uniqueKeysWithValues: scenario.levers.map { ($0.name, $0.value) })
      #expect(values.count == 3)
      for lever in calibration.levers {
        let chosen = try #require(lever.chosen)
        #expect(values[lever.lever.name] == .distribution(chosen.distribution))
      }
      #expect(try Scenario.load(path: file("overlay.jsonc")).isAbstract)
    }
  }
}
