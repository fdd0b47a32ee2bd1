import Testing

@testable import Scenarios

/// What the C++ programs print for the same workload, number of events and seed 1.
@Suite("The checksums of the peers")
struct PeerChecksumTests {
  @Test(
    "of PHOLD depend on every event's order",
    arguments: [
      (100, 17_848_809_791_848_588_114), (10_000, 2_945_289_874_243_524_098),
    ] as [(Int, UInt64)])
  func phold(_ pending: Int, _ checksum: UInt64) {
    #expect(Bench.phold(pending: pending, events: 20_000).checksum == checksum)
  }

  @Test("of the timers count those that were not disarmed")
  func timers() {
    #expect(Bench.timers(clients: 1000, events: 20_000).checksum == 11_513)
  }

  @Test("of the single server count its events")
  func singleServer() {
    #expect(Bench.singleServer(customers: 20_000).checksum == 40_000)
  }
}
