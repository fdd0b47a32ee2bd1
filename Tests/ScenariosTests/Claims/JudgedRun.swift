import PipelineModel
import SimKernel
import Testing

@testable import Scenarios

/// A small scenario and what its run says about claims of the runbook.
struct JudgedRun: Sendable, CustomTestStringConvertible {
  let title: String
  let profile: NamedProfile
  /// Keys of a scenario file that extends the small world below.
  let keys: String
  /// By how much the number of items may be multiplied without leaving the situation.
  let sizes: [Int]
  /// Whether it stays the same when another customer has a backfill at the same time.
  let toleratesOthers: Bool
  let verdicts: [String: ClaimVerdict.Verdict]

  var testDescription: String { "\(title) (\(profile.label))" }

  init(
    _ title: String, _ profile: NamedProfile = .runbook, holds: [String] = [],
    refutes: [String] = [], silent: [String] = [], sizes: [Int] = [2], toleratesOthers: Bool = true,
    _ keys: String
  ) {
    self.title = title
    self.profile = profile
    self.keys = keys
    self.sizes = sizes
    self.toleratesOthers = toleratesOthers
    let all = [(holds, ClaimVerdict.Verdict.holds), (refutes, .refuted), (silent, .notExercised)]
    verdicts = all.reduce(into: [:]) { verdicts, group in
      for claim in group.0 { verdicts[claim] = group.1 }
    }
  }

  /// One customer, one connection, one repository of some pages, nothing by chance.
  private static let world = """
    {
      "abstract": true,
      "title": "A small world",
      "levers": {
        "engine.response-loss": 0, "queue.redelivery": 0, "provider.page-size": 5,
        "provider.issues-include-pull-requests": false, "connections.token-lifetime": "12h",
      },
      "world": {
        "organisations": { "acme": {} },
        "installations": { "hub": { "organisation": "acme" } },
        "repositories": { "app": { "installation": "hub", "items": {
          "pull_request": { "count": 12, "spread": ["0d", "28d"] },
          "issue": { "count": 8, "spread": ["0d", "28d"] },
          "release": { "count": 2, "spread": ["0d", "28d"] } } } },
      },
      "story": [{ "label": "first", "trigger": { "installation": "hub" } }],
    }
    """

  /// The scenario, with the claims that it says something about.
  func scenario() throws -> Scenario {
    let files = try ScenarioFiles([
      "world.jsonc": Self.world,
      "main.jsonc": "{ \"extends\": \"world.jsonc\", \"title\": \"\(title)\", \(keys) }",
    ])
    var scenario = try files.scenario()
    scenario.claims = verdicts.keys.sorted()
    return scenario
  }

  /// What a run of it, changed in some way, says about its claims.
  func answers(_ change: Change = .none) throws -> [ClaimVerdict] {
    var scenario = try scenario()
    change.apply(to: &scenario)
    let run = ReplayPlan(scenario, profile: profile).run()
    #expect(run.outcome.violations.isEmpty, "\(title)")
    return run.claims
  }
}

extension JudgedRun {
  /// Something about a run that no claim is about.
  enum Change: Hashable, Sendable, CustomTestStringConvertible {
    case none
    /// Another seed of all random draws.
    case seed(UInt64)
    /// So many times the items, in the same shape.
    case items(Int)
    /// How long the provider takes for a page.
    case provider(SimDuration)
    /// Another customer, who does nothing.
    case bystander
    /// Another customer, who has a backfill at the same time.
    case neighbour

    var testDescription: String {
      switch self {
      case .none: "as it is"
      case .seed(let seed): "seed \(seed)"
      case .items(let factor): "\(factor) times the items"
      case .provider(let latency): "a provider that takes \(latency)"
      case .bystander: "another customer"
      case .neighbour: "another customer with a backfill"
      }
    }

    func apply(to scenario: inout Scenario) {
      switch self {
      case .none: break
      case .seed(let seed): scenario.seeds = [seed]
      case .items(let factor):
        for repository in scenario.world.repositories.indices {
          for group in scenario.world.repositories[repository].items.indices {
            scenario.world.repositories[repository].items[group].count *= factor
          }
        }
      case .provider(let latency):
        if let lever = LeverSetting("wire.fetch", .distribution(.constant(latency))) {
          scenario.levers.append(lever)
        }
      case .bystander: addCustomer(to: &scenario.world)
      case .neighbour:
        addCustomer(to: &scenario.world)
        let request = TriggerRequest(
          installationID: .string("other-hub"), provider: .string("github"),
          organisationID: .string("other"), entityTypes: ["release"])
        scenario.story.steps.append(
          StoryStep(when: StoryTime(offset: .seconds(1)), action: .trigger(request)))
      }
    }

    private func addCustomer(to world: inout World) {
      world.organisations.append(World.Organisation(name: "other"))
      world.installations.append(
        World.Installation(
          name: "other-hub", organisation: world.organisations.count - 1, provider: .github))
      world.repositories.append(
        World.Repository(
          name: "other-app", installation: world.installations.count - 1,
          items: [
            World.ItemGroup(
              entityType: .release, count: 3, ages: .spread(from: .zero, to: .days(20)))
          ], firstNumber: 5000))
    }
  }

  /// The changes that leave it the same situation.
  var changes: [Change] {
    [7, 31, 1009, 40_001].map(Change.seed)
      + [.provider(.milliseconds(50)), .provider(.seconds(3)), .bystander]
      + sizes.map(Change.items) + (toleratesOthers ? [.neighbour] : [])
  }

  /// Whether a claim has to stay as it is: what nobody exercised another customer may exercise.
  func mustStay(_ claim: String, under change: Change) -> Bool {
    change != .neighbour || verdicts[claim] != .notExercised
  }
}
