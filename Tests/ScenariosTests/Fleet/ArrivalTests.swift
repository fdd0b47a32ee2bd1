import PipelineModel
import SimKernel
import Testing

@testable import Scenarios

@Suite("Arrivals of a fleet")
struct ArrivalTests {
  private static let count = 10_000

  private func fleet(
    _ arrivals: Fleet.Arrivals, count: Int = count, over: SimDuration = .days(30),
    mix: [Fleet.Kind] = []
  ) -> Fleet {
    Fleet(connections: count, over: over, arrivals: arrivals, mix: mix)
  }

  private func kind(_ share: Int, _ repositories: ClosedRange<Int>) -> Fleet.Kind {
    Fleet.Kind(
      share: share, repositories: repositories, items: [], firstNumber: 1...1, provider: .github,
      workspaces: 1)
  }

  @Test("as a Poisson process have the count, the mean and the gaps of its closed form")
  func poisson() {
    let times = fleet(.poisson).arrivalTimes(seed: 1).map(\.microseconds)
    let span = Double(SimDuration.days(30).microseconds)
    #expect(times.count == Self.count && times == times.sorted())
    #expect(times.allSatisfy { $0 >= 0 && $0 < SimDuration.days(30).microseconds })
    // n uniform times have mean T/2 with standard error T/√(12n).
    let mean = times.reduce(0.0) { $0 + Double($1) } / Double(Self.count)
    #expect(abs(mean - span / 2) < 4 * span / (12 * Double(Self.count)).squareRoot())
    let gaps = zip(times.dropFirst(), times).map { Double($0 - $1) }
    let gap = span / Double(Self.count + 1)
    #expect(abs(gaps.reduce(0, +) / Double(gaps.count) - gap) < 0.01 * gap)
    // Of exponential gaps the share e⁻¹ is longer than the mean, e⁻³ longer than three means.
    for (multiple, share) in [(1.0, 0.36788), (3.0, 0.04979)] {
      let longer = Double(gaps.count { $0 > multiple * gap }) / Double(gaps.count)
      let error = (share * (1 - share) / Double(gaps.count)).squareRoot()
      #expect(abs(longer - share) < 4 * error, "\(longer) of \(share)")
    }
  }

  @Test("bring repositories whose first numbers are spread evenly over the range of their kind")
  func firstNumbers() {
    var kind = kind(1, 2...2)
    kind.firstNumber = 101...300
    let fleet = fleet(.even, count: 5000, mix: [kind])
    let world = FleetWorld(fleet, world: World(), story: Story(), seed: 5).world
    let numbers = world.repositories.map(\.firstNumber)
    #expect(numbers.count == 10_000 && numbers.allSatisfy { 101...300 ~= $0 })
    #expect(Set(numbers).count == 200)
    // Uniform on 200 numbers: the mean 200.5 has a standard error of √((200² − 1)/12)/100.
    let mean = Double(numbers.reduce(0, +)) / 10_000
    #expect(abs(mean - 200.5) < 4 * 0.5774)
    let alike = stride(from: 0, to: 10_000, by: 2).count { numbers[$0] == numbers[$0 + 1] }
    #expect(alike < 60, "25 expected")
  }

  @Test("at equal distances lie in the middle of each")
  func even() {
    let times = fleet(.even, count: 4, over: .hours(8)).arrivalTimes(seed: 7)
    #expect(times == [1, 3, 5, 7].map { .zero + .hours($0) })
  }

  @Test("by the hour of the day fall into hours in proportion to their weights")
  func hourly() {
    var weights = [Int](repeating: 0, count: 24)
    (weights[9], weights[20]) = (3, 1)
    let times = fleet(.hourly(weights)).arrivalTimes(seed: 3)
    let hours = times.map { Int($0.microseconds / 3_600_000_000 % 24) }
    #expect(Set(hours) == [9, 20])
    let morning = hours.count { $0 == 9 }
    #expect(abs(Double(morning) - 7500) < 4 * (10_000 * 0.75 * 0.25).squareRoot())
    let days = Set(times.map { $0.microseconds / 86_400_000_000 })
    #expect(days == Set(0..<30))
  }

  @Test("differ between seeds and are the same for each")
  func seeds() {
    let fleet = fleet(.poisson, count: 100)
    #expect(fleet.arrivalTimes(seed: 1) == fleet.arrivalTimes(seed: 1))
    #expect(fleet.arrivalTimes(seed: 1) != fleet.arrivalTimes(seed: 2))
  }

  @Test("mix kinds by their shares and draw every number of repositories alike")
  func mix() {
    let fleet = fleet(.even, mix: [kind(1, 1...1), kind(3, 5...8)])
    let random = RandomKey(seed: 5)
    let kinds = (0..<Self.count).map { fleet.kind(of: $0, random) }
    let rare = kinds.count { $0.share == 1 }
    #expect(abs(Double(rare) - 2500) < 4 * (10_000 * 0.25 * 0.75).squareRoot())
    let sizes = (0..<Self.count).map { fleet.repositories(of: $0, fleet.mix[1], random) }
    for size in 5...8 {
      let found = sizes.count { $0 == size }
      #expect(abs(Double(found) - 2500) < 4 * (10_000 * 0.25 * 0.75).squareRoot(), "\(size)")
    }
  }

  @Test("give every customer an organisation, a connection, repositories and a step")
  func world() throws {
    let text = """
      "connections": 3, "over": "3h", "arrivals": "even",
      "mix": [{ "repositories": 2, "items": { "issue": { "count": 10 } }, "workspaces": 2 }]
      """
    let experiment = try FleetFiles.scenario(text).experiment()
    let world = experiment.world
    #expect(world.organisations.map(\.name) == ["org-00001", "org-00002", "org-00003"])
    #expect(world.organisations.allSatisfy { $0.workspaces == 2 })
    #expect(world.installations.map(\.name) == world.organisations.map { $0.name + "-github" })
    #expect(world.installations.allSatisfy { !$0.connected })
    #expect(
      world.repositories.map(\.name).prefix(3) == ["org-00001-1", "org-00001-2", "org-00002-1"])
    #expect(world.repositories.map(\.installation) == [0, 0, 1, 1, 2, 2])
    let times = experiment.story.steps.map { SimTime.zero + $0.when.offset }
    #expect(times == [30, 90, 150].map { .zero + .minutes($0) })
    #expect(world.repositories.map(\.agesAt) == times.flatMap { [$0, $0] })
    #expect(experiment.story.steps.map(\.action) == (0..<3).map { .connect(installation: $0) })
  }

  @Test("of a kind with a depth are triggers by hand for a connection that exists")
  func depth() throws {
    let text = """
      "connections": 2, "over": "2h", "arrivals": "even",
      "mix": [{ "depth": 90, "items": { "issue": { "count": 9, "spread": ["0d", "90d"] } } }]
      """
    let scenario = try FleetFiles.scenario(text)
    #expect(scenario.experiment().world.installations.allSatisfy { $0.connected })
    let report = FleetFiles.report(scenario)
    #expect(report.items.expected == 18 && report.items.delivered == 18)
  }
}
