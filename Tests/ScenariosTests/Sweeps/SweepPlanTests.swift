import PipelineModel
import Testing

@testable import Scenarios

@Suite("A sweep's plan")
struct SweepPlanTests {
  @Test("refuses a constraint that no stack could hold")
  func longConstraint() throws {
    let sum = String(repeating: "n + ", count: 100_000) + "1 > 0"
    try SweepFolder.with { folder in
      let error = #expect(throws: DiagnosticList.self) {
        try folder.plan(
          "axes: { n: { lever: \"worker.global\", values: [1, 2] } }, where: [\"\(sum)\"]")
      }
      #expect(
        error?.diagnostics.map(\.message) == [
          "where[0]: the constraint has more than 1000 words and signs"
        ])
    }
  }

  @Test("refuses a value with which the world outgrows the model")
  func largeWorld() throws {
    try SweepFolder.with { folder in
      let large = """
        world: { repositories: { app: { items: { issue: { count: 10000000 } } } } },
        axes: { n: { repositories: "app", values: [1, 300] } }
        """
      let error = #expect(throws: DiagnosticList.self) { try folder.plan(large) }
      #expect(
        error?.diagnostics.map(\.message) == ["world: 3000000600 items are more than 2147483647"])
      let plan = try folder.plan(
        """
        axes: { items: { items: { repository: "app", entityType: "issue" }, values: [1, 10000000] },
          repositories: { repositories: "app", values: [1, 300] } }
        """)
      #expect(throws: DiagnosticList.self) { try SweepPoint(3, of: plan) }
      #expect(try SweepPoint(1, of: plan).scenario.world.repositories.count > 300)
    }
  }

  @Test("takes a child's values in place of an inherited range, and the other way round")
  func inheritedForms() throws {
    try SweepFolder.with { folder in
      let parent = """
        { extends: "base.jsonc", title: "A parent", axes: {
          n: { lever: "worker.global", from: 1, to: 8, count: 4, spacing: "geometric" },
          values: { lever: "worker.per-organisation", values: [1, 2] },
          count: { lever: "capture.per-workspace", values: [3] } } }
        """
      try folder.write(parent, "parent.sweep.jsonc")
      let child = """
        { extends: "parent.sweep.jsonc", axes: {
          n: { values: [7, 9] }, values: { from: 2, to: 6, step: 2 } } }
        """
      try folder.write(child, "child.sweep.jsonc")
      let plan = try SweepPlan.load(path: folder.path("child.sweep.jsonc"), version: "1")
      #expect(plan.axes.map { $0.values.map(\.text) } == [["7", "9"], ["2", "4", "6"], ["3"]])
    }
  }

  @Test("says where the levers are listed when it knows none of an axis's name")
  func unknownLever() throws {
    try SweepFolder.with { folder in
      let told = try folder.refusal("axes: { n: { lever: \"xyzzy\", values: [1] } }")
      #expect(told.contains("there is no lever \"xyzzy\""))
      #expect(told.contains("'simrun levers' lists them"))
    }
  }

  @Test("numbers points, profiles and seeds, the last axis fastest")
  func numbering() throws {
    try SweepFolder.with { folder in
      let plan = try folder.plan()
      #expect(plan.points == 6)
      #expect(plan.runs == 24)
      #expect(plan.places(ofPoint: 0) == [0, 0])
      #expect(plan.places(ofPoint: 1) == [0, 1])
      #expect(plan.places(ofPoint: 5) == [2, 1])
      #expect(plan.run(1) == SweepRun(number: 1, point: 0, profile: .runbook, seed: 1))
      #expect(plan.run(2) == SweepRun(number: 2, point: 0, profile: .runbook, seed: 2))
      #expect(plan.run(3) == SweepRun(number: 3, point: 0, profile: .asBuilt, seed: 1))
      #expect(plan.run(24) == SweepRun(number: 24, point: 5, profile: .asBuilt, seed: 2))
    }
  }

  @Test("leaves out the points that its constraints exclude")
  func constraints() throws {
    try SweepFolder.with { folder in
      let plan = try folder.plan(
        SweepFolder.sections + "where: [\"issues > 1\", \"again <= 30m * issues / 4\"],")
      #expect((0..<plan.points).map(plan.places(ofPoint:)) == [[1, 0], [2, 0]])
      #expect(plan.runs == 8)
    }
  }

  @Test("gives each point the values of its axes and shares the seeds")
  func points() throws {
    try SweepFolder.with { folder in
      let plan = try folder.plan(
        """
        seeds: [7, 9], profile: "as-built",
        axes: {
          copies: { repositories: "app", values: [1, 3] },
          issues: { items: { repository: "app", entityType: "issue" }, values: [5] },
          age: { ages: { repository: "app" }, values: ["10d", ["1d", "20d"]] },
          timeout: { lever: "worker.finish-timeout", values: ["15m"] },
          depth: { path: ["story", "first", "trigger", "depth"], values: [7] },
          again: { time: "again", values: ["2h"] },
        },
        """)
      let point = try SweepPoint(3, of: plan)
      let world = point.scenario.world
      #expect(world.repositories.map(\.name) == ["app", "web", "app-2", "app-3"])
      for repository in world.repositories where repository.name != "web" {
        #expect(repository.items.map(\.count) == [2, 5])
        #expect(
          repository.items.allSatisfy { $0.ages == .spread(from: .days(1), to: .days(20)) })
      }
      #expect(
        point.axes == [
          .integer(3), .integer(5), .text("[\"1d\", \"20d\"]"), .integer(900_000_000), .integer(7),
          .integer(7_200_000_000),
        ])
      #expect(
        plan.columns.axes.map(\.title) == [
          "axis.copies", "axis.issues", "axis.age.text", "axis.timeout.microseconds",
          "axis.depth", "axis.again.microseconds",
        ])
      guard case .trigger(let request) = point.scenario.story.steps[0].action else {
        Issue.record("the first step is no trigger")
        return
      }
      #expect(request.depth == .number(7))
      #expect(point.scenario.story.steps[1].when.offset == .hours(2))
      let starts = point.scenario.world.repositories.map(\.firstNumber)
      #expect(starts == [1, 1, 10_000_001, 20_000_001])
      let experiment = point.experiment(plan.run(7))
      #expect(experiment.seed == 7)
      #expect(experiment.profile.worker.finishTimeout == .minutes(15))
    }
  }

  @Test("takes the items of workload files")
  func workloads() throws {
    try SweepFolder.with { folder in
      let day = "\"age\": 0, \"pullRequestsMerged\": 4, \"numbersIssued\": 6, \"releases\": 1"
      try folder.write("{\"perDayAge\": [{\(day)}]}", "small.json")
      let plan = try folder.plan(
        "axes: { from: { workload: \"app\", values: [\"small.json\"] } },")
      let items = try SweepPoint(0, of: plan).scenario.world.repositories[0].items
      #expect(items.map(\.count) == [4, 2, 1])
      let before = try SweepPoint(0, of: plan).digest
      try folder.write("{\"perDayAge\": [{\(day.replacing("4", with: "5"))}]}", "small.json")
      let after = try folder.plan(
        "axes: { from: { workload: \"app\", values: [\"small.json\"] } },")
      #expect(try SweepPoint(0, of: after).digest != before)
      #expect(after.digest != plan.digest)
    }
  }

  @Test("names runs by what they compute, wherever they stand")
  func digests() throws {
    try SweepFolder.with { folder in
      let small = try folder.plan()
      let large = try folder.plan(
        SweepFolder.sections.replacing("[1, 4, 9]", with: "[0, 1, 4, 9]") + "claims: [\"1.1\"],")
      func digest(_ number: Int, _ plan: SweepPlan) throws -> UInt64 {
        let run = plan.run(number)
        let point = try SweepPoint(run.point, of: plan)
        return point.digest(point.experiment(run), of: plan)
      }
      #expect(try digest(1, small) == digest(9, large))
      #expect(Set(try (1...24).map { try digest($0, small) }).count == 24)
      #expect(small.digest != large.digest)
      let newer = try folder.plan(version: "2")
      #expect(try digest(1, small) != digest(1, newer))
    }
  }

  @Test("tells fleets of different sizes apart")
  func fleets() throws {
    try SweepFolder.with { folder in
      let customer = "{ share: 1, repositories: 1, items: { issue: { count: 5 } } }"
      try folder.write(
        """
        {
          title: "Fleets", profile: "runbook",
          fleet: { connections: 2, over: "1d", arrivals: "even", mix: [\(customer)] },
          axes: { connections: { path: ["fleet", "connections"], values: [2, 6] } },
        }
        """, "fleet.sweep.jsonc")
      let plan = try SweepPlan.load(path: folder.path("fleet.sweep.jsonc"), version: "1")
      let points = try (0...1).map { try SweepPoint($0, of: plan) }
      #expect(points[0].digest != points[1].digest)
      let expected = points.map { plan.row(plan.run($0.place + 1), $0).result.counts.expected }
      #expect(expected == [10, 30])
    }
  }

  @Test("refuses more runs than anybody can want")
  func tooLarge() throws {
    try SweepFolder.with { folder in
      let refusal = try folder.refusal(
        """
        seeds: 10000,
        axes: { issues: {
          items: { repository: "app", entityType: "issue" }, from: 1, to: 1000, step: 1,
        } },
        """)
      #expect(
        refusal.contains("the sweep is too large: 1000 × 20000 runs, the limit is 10000000"))
    }
  }

  @Test(
    "says what is wrong with an axis and what would be right",
    arguments: [
      (
        "axes: { a: { lever: \"worker.finsh-timeout\", values: [\"1h\"] } },",
        "did you mean \"worker.finish-timeout\"?"
      ),
      (
        "axes: { a: { lever: \"worker.finish-timeout\", values: [30] } },",
        "levers.\"worker.finish-timeout\": expected a duration, found the number 30"
      ),
      (
        "axes: { a: { levr: \"worker.finish-timeout\", values: [\"1h\"] } },",
        "did you mean \"lever\"?"
      ),
      ("axs: { a: { lever: \"worker.finish-timeout\", values: [\"1h\"] } },", "has no axes"),
      ("axes: { a: { time: \"agian\", values: [\"1h\"] } },", "did you mean \"again\"?"),
      ("axes: { a: { repositories: \"ap\", values: [2] } },", "did you mean \"app\"?"),
      ("axes: { a: { repositories: \"app\", values: [0] } },", "an integer from 1 to 10000"),
      ("axes: { a: { path: [\"seeds\"], values: [2] } },", "\"seeds\" cannot vary"),
      ("axes: { \"a.b\": { time: \"again\", values: [\"1h\"] } },", "no name for an axis"),
      ("axes: { a: { time: \"again\", values: [\"1h\", \"60m\"] } },", "is there twice"),
      ("axes: {},", "there are no axes"),
      ("axes: { a: { time: \"again\", from: \"1h\", to: \"2h\" } },", "the range has no steps"),
      ("axes: { a: { time: \"again\", from: \"1h\", to: \"2h\", step: 3 } },", "not of one kind"),
      (
        "axes: { a: { time: \"again\", from: \"3h\", to: \"2h\", step: \"1h\" } },",
        "ends before it begins"
      ),
      (
        "axes: { a: { time: \"again\", from: \"0s\", to: \"2h\", factor: 2 } },",
        "cannot begin at 0"
      ),
      (SweepFolder.sections + "where: [\"isues > 1\"],", "did you mean \"issues\"?"),
      (
        SweepFolder.sections + "where: [\"issues > again\"],",
        "a number is compared with a duration"
      ),
      (SweepFolder.sections + "where: [\"issues > 100\"],", "no point fulfils all constraints"),
    ])
  func refusals(_ sections: String, _ message: String) throws {
    try SweepFolder.with { folder in
      let refusal = try folder.refusal(sections)
      #expect(refusal.contains(message), "\(refusal)")
      #expect(refusal.hasPrefix("small.sweep.jsonc:"))
    }
  }

  @Test("can be made of every shipped sweep file")
  func shipped() throws {
    let schema = repositoryFolder + "/scenarios/schema.json"
    let paths = try ScenarioFolder.sweeps(in: repositoryFolder + "/scenarios")
    #expect(paths.count >= 5)
    for path in paths {
      let plan = try SweepPlan.load(path: path, version: "1")
      #expect(plan.runs > 0)
      guard case .string(let name)? = plan.chain.root["$schema"]?.value else {
        Issue.record("\(path) names no schema")
        continue
      }
      #expect(FilePath.resolve(name, from: path) == schema)
    }
  }
}
