import SimKernel
import Testing

@testable import PipelineModel

/// Source: pipeline-facts 8.4, 10, 11.
@Suite("What the Console makes of an item")
struct ConsoleRuleTests {
  private func ids(
    closed perMille: Int, text: Int = 0, named: Bool = false, tags: [Int32] = [0, 1]
  ) -> SourceIDs {
    SourceIDs(
      keepsRepositoryName: named, states: .all(closed: perMille), textSignal: text,
      otherActions: 50, tags: tags, random: RandomKey(seed: 1))
  }

  @Test("Points follow type and action; the text adds up to its signal (11)")
  func points() {
    let types: [EntityType] = [.pullRequest, .issue, .release, .deployment, .unknown]
    #expect(types.map { ids(closed: 0).significance(of: 1, $0) } == [50, 45, 75, 70, 0])
    #expect(types.map { ids(closed: 1000).significance(of: 1, $0) } == [45, 40, 75, 40, 0])
    let points = (1...500 as ClosedRange<UInt64>).map {
      ids(closed: 0, text: 5).significance(of: $0, .release)
    }
    #expect(Set(points) == Set(70...80))
    let deployments: [ItemChange] = [.opened, .succeeded, .failed, .cancelled]
    #expect(
      deployments.map { ids(closed: 0).significance(of: 1, .deployment, action: $0) }
        == [30, 40, 70, 65])
    let others: [ItemChange] = [.merged, .edited, .reopened]
    #expect(
      others.map { ids(closed: 0).significance(of: 1, .pullRequest, action: $0) } == [60, 50, 50])
  }

  @Test("The source id tells workspace, number, type and action, the repository of a deployment")
  func sourceIDs() {
    func id(
      _ number: Int = 7, _ type: EntityType = .issue, repository: Int32 = 0, workspace: Int32 = 0,
      closed perMille: Int = 0, named: Bool = false
    ) -> UInt64 {
      let unit = UnitOfWork(repository: repository, entityType: type)
      return ids(closed: perMille, named: named).id(of: number, unit, workspace: workspace, key: 1)
    }
    #expect(id(closed: 1000) != id(closed: 0))
    #expect(id(8) != id() && id(workspace: 1) != id() && id(7, .pullRequest) != id())
    #expect(id(repository: 1) == id())
    #expect(id(repository: 1, named: true) != id(named: true))
    #expect(id(7, .deployment, repository: 1) != id(7, .deployment))
  }

  @Test("An action has a source id of its own, but for releases and deployments (10, 14)")
  func actions() {
    func ids(_ type: EntityType) -> Set<UInt64> {
      Set(
        ItemChange.allCases.filter { $0.happens(to: type) }.map {
          self.ids(closed: 500).id(
            of: 7, UnitOfWork(repository: 0, entityType: type), workspace: 0, key: 1, action: $0)
        })
    }
    #expect(ids(.pullRequest).count == 5 && ids(.issue).count == 6)
    #expect(ids(.release).count == 1 && ids(.deployment).count == 1)
  }

  @Test("Releases of two repositories coincide only where their tags are equal (14)")
  func tags() {
    func id(_ repository: Int32, _ tags: [Int32], closed perMille: Int = 500) -> UInt64 {
      ids(closed: perMille, tags: tags).id(
        of: 7, UnitOfWork(repository: repository, entityType: .release), workspace: 0, key: 1)
    }
    #expect(id(0, [0, 1]) != id(1, [0, 1]))
    #expect(id(0, [0, 0], closed: 0) == id(1, [0, 0], closed: 1000))
    var world = Bench([.release: 1]).world
    for tags in ["v", "", "v", ""] {
      var repository = world.repositories[0]
      repository.tags = tags
      world.repositories.append(repository)
    }
    #expect(world.tagSchemes == [0, 1, 2, 1, 4])
  }

  @Test("An item is allowed in the workspace of its own organisation (11)")
  func allowed() {
    var bench = Bench([.issue: 1])
    bench.world.organisations.append(World.Organisation(name: "other"))
    let console = Console(bench.world, bench.profile.console, ids(closed: 0))
    let unit = UnitOfWork.only(.issue)
    let allowed = [Int32(0), 1].filter { console.isAllowed(unit, in: $0) }
    #expect(allowed == [0])
  }
}
