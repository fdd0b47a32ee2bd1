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
    let kernel = AllocationCount.kernel
    #expect(kernel.perEvent(9) == 0 && kernel.perEvent(-3).sign == .plus)
    #expect(kernel.perEvent(10) == 0.0001 && kernel.perEvent(400_000) == 2)
  }

  @Test("of the whole model is that of one more run")
  func oneMoreRun() {
    let bench = PipelineBench.run(.pages(1), .runbook)
    let count = AllocationCount.pipeline(runOf: bench.events)
    #expect(PipelineBench.run(.pages(1), .runbook, measured: count.fewer).runs == 3)
    #expect(PipelineBench.run(.pages(1), .runbook, measured: count.fewer + count.more).runs == 4)
    #expect(count.perEvent(3 * bench.events) == 3)
  }

  @Test("is not known of a program that cannot run")
  func missingProgram() {
    let program = URL(filePath: "/nonexistent/simrun")
    #expect(
      AllocationCount.kernel.perEvent(program: program, arguments: []) { true } == nil)
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
