import SimKernel
import Testing

@testable import PipelineModel

@Suite("A fault")
struct FaultTests {
  private func bench() -> Bench {
    var bench = Bench([.release: 20], .runbook)
    bench.trigger(types: ["release"])
    return bench
  }

  @Test("strikes the n-th calls and no others")
  func nth() {
    var bench = bench()
    bench.profile.worker.retries = 0
    bench.fail(.ingress, .status(500), .nth(3...5))
    let outcome = bench.run()
    #expect(outcome.milestones(.redelivery).count == 3)
    #expect(
      outcome.milestones(.delivered).prefix(6).map(\.status) == [200, 200, 500, 500, 500, 200])
  }

  @Test("strikes what arrives in its window, the end excluded")
  func window() {
    var bench = bench()
    let calm = bench.run().milestones(.delivered).map(\.time)
    bench.fail(.ingress, .status(500), .window(from: calm[4], to: calm[9]))
    let struck = bench.run().milestones(.delivered).filter { $0.status == 500 }.map(\.time)
    #expect(struck == Array(calm[4..<9]))
  }

  @Test("counts calls that another fault strikes")
  func independent() {
    var bench = bench()
    bench.fail(.ingress, .status(500), .nth(1...2))
    bench.fail(.ingress, .status(503), .nth(2...3))
    let statuses = bench.run().milestones(.delivered).prefix(4).map(\.status)
    #expect(statuses == [500, 500, 503, 200])
  }

  @Test("with a probability strikes the same calls whatever else happens")
  func keyed() {
    func failed(_ change: (inout Bench) -> Void) -> [Int32?] {
      var bench = bench()
      bench.fail(.post, .status(500), .probability(perMillion: 200_000))
      change(&bench)
      // First attempts: what was struck before the step was repeated.
      return bench.run().milestones(.itemFailed).map(\.item)
    }
    let plain = failed { _ in }
    #expect(!plain.isEmpty)
    let other = failed {
      $0.world.repositories.append(
        World.Repository(name: "acme/z", installation: 0, linked: true, items: []))
      $0.profile.wires.fetch = .constant(.milliseconds(1))
    }
    #expect(plain == other)
  }

  @Test("a request ends at the host's limit wherever its call is", arguments: [0, 3, 6, 20, 90])
  func limit(minutes: Int) {
    var bench = bench()
    bench.profile.wires.post = .constant(.minutes(minutes))
    let run = bench.run()
    let start = run.milestones.first { $0.kind == .pageFetched }?.time ?? .zero
    let failed = run.milestones.filter { $0.kind == .attemptFailed }
    guard minutes > 2 else { return #expect(failed.isEmpty) }
    let first = failed.first.map { $0.time - start }
    #expect((first ?? .zero) > .seconds(300) && (first ?? .zero) < .seconds(302), "\(minutes)")
    #expect(run.milestones.contains { $0.kind == .itemAccepted } == (minutes < 10), "\(minutes)")
  }

  @Test("hanging costs the host's limit, slowness its own time")
  func times() {
    func end(_ wire: Wire, _ effect: Fault.Effect?) -> SimTime {
      var bench = bench()
      if let effect { bench.fail(wire, effect, .nth(1...1)) { $0.entityType = .release } }
      let worker = bench.run().runs(of: .worker)[0]
      #expect(worker.outcome == .completed)
      return worker.endedAt
    }
    for wire in [Wire.engineRequest, .fetch, .post, .token] {
      let calm = end(wire, nil)
      #expect(end(wire, .slow(.seconds(20))) - calm == .seconds(20), "\(wire)")
      let lost = end(wire, .hang) - calm
      #expect(lost > .seconds(314) && lost < .seconds(345), "\(wire)")
    }
  }
}

extension Milestone {
  /// The HTTP status of a delivery; nil for anything else.
  fileprivate var status: Int16? {
    if case .delivered(_, _, let status) = event { status } else { nil }
  }
}
