import PipelineModel
import SimKernel
import Testing

@testable import Scenarios

@Suite struct CalibrationPropertyTests {
  /// Random observations as the lines of a CSV file: any call, scale, outcome and attempt.
  private struct RandomFile {
    var random: RandomStream

    mutating func pick<Element>(_ elements: [Element]) -> Element {
      elements[Int(random.below(UInt32(elements.count)))]
    }

    /// Up to the longest that is read, each order of magnitude as often as another.
    mutating func microseconds() -> Int64 {
      let longest = Observation.longest.microseconds
      switch random.below(20) {
      case 0: return 0
      case 1: return longest
      default:
        let size = PortableMath.exp(random.uniform() * PortableMath.log(Double(longest)))
        return min(Int64(size), longest)
      }
    }

    mutating func duration(_ scale: Int64) -> String {
      let spread = pick([0, 1, 10, scale / 10, scale, Observation.longest.microseconds])
      let rest = Observation.longest.microseconds - scale
      let value = scale + Int64(random.uniform() * Double(min(spread, rest)))
      return pick(["\(value)us", "\(value)us", "0s"])
    }

    mutating func text() -> String {
      var lines = ["call,duration,status,attempt"]
      let hasAttempts = random.below(2) == 0
      for _ in 0...random.below(3) {
        let call = pick(ObservedCall.all).name
        let scale = microseconds()
        let statuses = pick([
          ["200"], ["ok", "lost"], ["500", "200", "304", "429", "401", "timeout"],
        ])
        for _ in 0..<pick([1, 7, 8, 30, 120, 400]) {
          let attempt = hasAttempts ? "\(1 + random.below(4))" : ""
          lines.append("\(call),\(duration(scale)),\(pick(statuses)),\(attempt)")
        }
      }
      return lines.joined(separator: "\n")
    }
  }

  @Test(arguments: 1...150 as ClosedRange<UInt64>)
  func whatIsWrittenIsReadBack(seed: UInt64) throws {
    var file = RandomFile(random: RandomStream(seed: seed))
    let family = file.pick([nil] + Fit.Family.allCases.filter { $0 != .constant })
    let base = file.pick([nil, "base \"x\".jsonc"])
    try withFolder { folder in
      let path = { folder.appendingPathComponent($0).path }
      try AtomicFile.write(file.text(), to: path("o.csv"))
      try AtomicFile.write(
        """
        { "title": "Base", "faults": [{ "wire": "post", "hang": true }], "levers": {
          "wire.fetch": { "uniform": ["1s", "2s"] }, "capture.classify": "1s" } }
        """, to: path("base \"x\".jsonc"))
      let calibration = Calibration(try ObservationFile.read(path: path("o.csv")), family: family)
      let overlay = CalibrationOverlay(
        calibration, source: "a\n*/b.csv", command: "simrun calibrate\nx", base: base)
      try AtomicFile.write(overlay.text, to: path("overlay.jsonc"))
      let scenario = try Scenario.load(path: path("overlay.jsonc"))
      for lever in calibration.levers {
        guard let chosen = lever.chosen?.distribution else { continue }
        let read = scenario.levers.first { $0.name == lever.lever.name }?.value
        if case .constant(let mean) = chosen, lever.isConstant {
          #expect(read == .duration(mean), "seed \(seed)")
        } else {
          #expect(read == .distribution(chosen), "seed \(seed)")
        }
      }
      let expressed = calibration.rates.filter(\.isExpressed)
      #expect(scenario.faults.count == expressed.count + (base == nil ? 0 : 1), "seed \(seed)")
      #expect(
        scenario.faults.suffix(expressed.count).map(\.trigger)
          == expressed.map { .probability(perMillion: min($0.perMillion, 1_000_000)) },
        "seed \(seed)")
      #expect(!CalibrationReport(calibration).content(.text).isEmpty)
    }
  }
}
