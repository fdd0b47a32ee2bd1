import SimKernel
import Testing

@testable import Scenarios

@Suite("W3, a queue with one server")
struct SingleServerTests {
  /// Printed by `bench W3 stdpq 1 <customers> 1` of the C++ peer.
  @Test(
    "spends the time in the system that the C++ program does",
    arguments: [(10, 3.150120308), (1000, 8.530769536), (100_000, 9.516001454)])
  func meanTimeInSystem(customers: Int, mean: Double) {
    var world = Simulation(SingleServer(random: RandomStream(seed: 1), customers: customers))
    world.model.follow(.arrival, &world.schedule)
    #expect(world.run() == .stopped)
    #expect(world.model.departures == customers && world.model.arrivals == customers)
    #expect(world.model.scheduled == UInt64(2 * customers))
    let measured = Double(world.model.timeInSystem) / Double(customers) / SingleServer.scale
    #expect((measured - mean).magnitude < 1e-9)
  }
}
