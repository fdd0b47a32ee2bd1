import Testing

@testable import Scenarios

@Suite("A shard")
struct SweepShardTests {
  @Test("has every n-th run, and all shards have every run once", arguments: 1...7)
  func parts(_ count: Int) {
    let numbers = (1...count).flatMap { SweepShard(index: $0, count: count).numbers(of: 17) }
    #expect(numbers.sorted() == Array(1...17))
  }

  @Test(
    "is taken from the environment when asked",
    arguments: [
      ("2/8", [:], 2, 8),
      (
        "auto",
        [
          "SLURM_ARRAY_TASK_ID": "3", "SLURM_ARRAY_TASK_MIN": "1", "SLURM_ARRAY_TASK_MAX": "4",
          "SLURM_ARRAY_TASK_COUNT": "4",
        ], 3, 4
      ),
      ("auto/9", ["SLURM_ARRAY_TASK_ID": "9"], 9, 9),
      ("auto/5", ["JOB_COMPLETION_INDEX": "0"], 1, 5),
      ("auto", ["CI_NODE_INDEX": "2", "CI_NODE_TOTAL": "3"], 2, 3),
    ])
  func environment(
    _ text: String, _ environment: [String: String], _ index: Int, _ count: Int
  ) throws {
    let shard = try SweepShard.parse(text, environment: environment)
    #expect(shard.index == index)
    #expect(shard.count == count)
    #expect((shard.source == nil) == environment.isEmpty)
  }

  @Test(
    "is refused when it is none",
    arguments: [
      ("0/2", [:]), ("3/2", [:]), ("1", [:]), ("a/b", [:]), ("1/2/3", [:]), ("auto", [:]),
      ("auto/0", ["JOB_COMPLETION_INDEX": "0"]), ("auto", ["JOB_COMPLETION_INDEX": "0"]),
      (
        "auto",
        [
          "SLURM_ARRAY_TASK_ID": "3", "SLURM_ARRAY_TASK_MIN": "3", "SLURM_ARRAY_TASK_MAX": "3",
          "SLURM_ARRAY_TASK_COUNT": "1",
        ]
      ),
      ("auto/2", ["SLURM_ARRAY_TASK_ID": "3"]), ("auto", ["CI_NODE_INDEX": "1"]),
    ])
  func refusals(_ text: String, _ environment: [String: String]) {
    #expect(throws: ValueProblem.self) {
      try SweepShard.parse(text, environment: environment)
    }
  }
}
