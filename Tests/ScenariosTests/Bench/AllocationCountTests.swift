import Foundation
import Testing

@testable import Scenarios

@Suite("The count of allocations")
struct AllocationCountTests {
  @Test("is read from valgrind's summary")
  func summary() {
    let log = "==7== \n==7==   total heap usage: 1,234,567 allocs, 1,230,000 frees"
    #expect(AllocationCount.allocations(in: log) == 1_234_567)
    #expect(AllocationCount.allocations(in: "total heap usage: none") == nil)
  }

  @Test("is zero, without a sign, for a few blocks more or fewer")
  func fewBlocks() {
    #expect(AllocationCount.perEvent(9) == 0 && AllocationCount.perEvent(-3).sign == .plus)
    #expect(AllocationCount.perEvent(10) == 0.0001 && AllocationCount.perEvent(400_000) == 2)
  }

  @Test("is not known of a program that cannot run")
  func missingProgram() {
    let program = URL(filePath: "/nonexistent/simrun")
    #expect(AllocationCount.perEvent(program: program, arguments: ["bench", "phold"]) == nil)
  }

  @Test("has a key of its own where it is known")
  func key() {
    let result = Bench.phold(pending: 10, events: 100)
    let counted = BenchRow(result, name: "phold", allocationsPerEvent: 0.25)
    #expect(counted.json.contains("\"allocationsPerEvent\":0.25,"))
    #expect(counted.text.contains(", 0.25 allocations/event, checksum "))
    #expect(!BenchRow(result, name: "phold").json.contains("allocationsPerEvent"))
  }
}
