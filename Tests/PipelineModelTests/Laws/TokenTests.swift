import SimKernel
import Testing

@testable import PipelineModel

/// Pages take eleven seconds, the token lives fifteen (pipeline-facts §1, §6.1).
@Suite("A worker's token")
struct TokenTests {
  private func bench(refreshes: Bool, persists: Bool) -> Bench {
    var bench = Bench([.pullRequest: 300])
    bench.profile.connections.tokenLifetime = .seconds(15)
    bench.profile.worker.refreshOn401 = refreshes
    bench.profile.worker.refreshedTokenPersisted = persists
    bench.trigger(types: ["pull_request"])
    return bench
  }

  @Test("expires, and every later fetch is answered 401")
  func expires() throws {
    let outcome = bench(refreshes: false, persists: false).run()
    let worker = try #require(outcome.runs(of: .worker).first)
    #expect(outcome.isSound)
    #expect(worker.outcome == .failed)
    #expect(worker.failure == .status(401))
    #expect(worker.pages == 2)
    #expect(outcome.counts.accepted == 200)
    #expect(outcome.milestones(.tokenIssued).count == 1)
    #expect(outcome.providerRequests == [2 + 4])
    #expect(outcome.orchestratorResults.first?.results?.first?.error == .status(401))
  }

  @Test("is fetched anew for every page after its end when the new one is lost on replay")
  func refreshes() throws {
    let outcome = bench(refreshes: true, persists: false).run()
    #expect(outcome.runs(of: .worker).map(\.outcome) == [.completed])
    #expect(outcome.milestones(.tokenIssued).count == 1 + 2)
    #expect(outcome.providerRequests == [4 + 2])
  }

  @Test("is fetched anew once per lifetime when the new one is kept")
  func persists() throws {
    let outcome = bench(refreshes: true, persists: true).run()
    #expect(outcome.runs(of: .worker).map(\.outcome) == [.completed])
    #expect(outcome.milestones(.tokenIssued).count == 1 + 1)
    #expect(outcome.providerRequests == [4 + 1])
  }

  @Test(
    "is refused for a revoked connection: 400 as built, 404 in the runbook",
    arguments: Profile.Name.allCases)
  func revoked(_ name: Profile.Name) throws {
    var bench = Bench([.release: 1], name)
    bench.trigger(types: ["release"])
    bench.at(.seconds(5), .delete(installation: 0))
    bench.fail(.cancelPublish, .status(500))
    bench.fail(.engineRequest, .slow(.seconds(30)), .nth(1...1)) { $0.entityType = .release }
    let outcome = bench.run()
    #expect(outcome.isSound)
    let worker = try #require(outcome.runs(of: .worker).first)
    #expect(worker.outcome == .failed)
    #expect(worker.failure == .status(name == .runbook ? 404 : 400))
    #expect(worker.attempts == 4 + 1)
    #expect(outcome.runs(of: .workerFailure).map(\.outcome) == [.completed])
    #expect(outcome.orchestratorResults.map(\.success) == [false])
  }

  @Test("of Vercel is revoked by the teardown, GitHub's works on until its end")
  func teardown() throws {
    func accepted(_ provider: ProviderName, _ type: EntityType) -> Int {
      var bench = Bench([type: 300], provider: provider)
      bench.trigger(types: [type.name])
      bench.at(.seconds(5), .delete(installation: 0))
      bench.fail(.cancelPublish, .status(500))
      return bench.run().counts.accepted
    }
    #expect(accepted(.github, .release) == 300)
    #expect(accepted(.vercel, .deployment) == 100)
  }
}
