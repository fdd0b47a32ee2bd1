import SimKernel
import Testing

@testable import PipelineModel

/// What `/trigger` and `/trigger/cancel` make of every body (pipeline-facts §3; runbook §7).
@Suite("TriggerRoute")
struct TriggerRouteTests {
  private func route(validates: Bool = false) -> TriggerRoute {
    TriggerRoute(
      directory: WorldDirectory(Bench([:]).world, Story(steps: [])), validates: validates)
  }

  /// The status of a good request after a change.
  private func status(validates: Bool = false, _ change: (inout TriggerRequest) -> Void) -> Int16 {
    switch route(validates: validates).trigger(changed(change), request: 0) {
    case .refused(let status): status
    case .accepted: 200
    }
  }

  private func changed(_ change: (inout TriggerRequest) -> Void) -> TriggerRequest {
    var request = TriggerRequest(
      installationID: .string("main"), provider: .string("github"),
      organisationID: .string("acme"))
    change(&request)
    return request
  }

  private func accepted(_ change: (inout TriggerRequest) -> Void) -> TriggerData? {
    guard case .accepted(let data) = route().trigger(changed(change), request: 4) else {
      return nil
    }
    return data
  }

  private static let falsy: [RawValue] = [
    .absent, .null, .string(""), .number(0), .number(.nan), .bool(false),
  ]

  @Test("refuses a wrong key before anything else, then a body that is not JSON")
  func order() {
    func status(_ key: APIKey, malformed: Bool) -> Int16 {
      self.status { $0 = TriggerRequest(key: key, malformed: malformed) }
    }
    #expect(status(.wrong, malformed: true) == 401)
    #expect(status(.missing, malformed: true) == 401)
    #expect(status(.valid, malformed: true) == 500)
    #expect(status(.valid, malformed: false) == 400)
  }

  @Test("refuses what JavaScript takes for false", arguments: falsy)
  func missing(_ value: RawValue) {
    #expect(status { $0.installationID = value } == 400)
    #expect(status { $0.provider = value } == 400)
    #expect(status { $0.organisationID = value } == 400)
    #expect(status { $0.provider = .bool(true) } == 200)
  }

  private static let depths: [(RawValue, Int?)] = [
    (.absent, 30), (.null, 30), (.number(7), 7), (.number(45), 45), (.number(0), 0),
    (.number(-5), -5), (.string("90"), 90), (.string(" 90\n"), 90), (.string(""), 0),
    (.string("abc"), nil), (.bool(true), 1), (.bool(false), 0), (.number(.nan), nil),
    (.number(.infinity), nil), (.number(1e12), nil),
  ]

  @Test("as built takes any depth", arguments: depths)
  func depth(_ value: RawValue, _ days: Int?) throws {
    let data = try #require(accepted { $0.depth = value })
    #expect(data.isDepthValid == (days != nil))
    #expect(data.depth == .days(days ?? 0))
    #expect(accepted { $0.depth = .number(0.5) }?.depth == .hours(12))
  }

  @Test("with validation takes 7, 30 and 90 days, known providers and types only")
  func validation() {
    func depth(_ days: Double) -> Int16 { status(validates: true) { $0.depth = .number(days) } }
    #expect([7, 30, 90].map(depth) == [200, 200, 200])
    #expect([0, 8, 45, -7].map(depth) == [400, 400, 400, 400])
    #expect(status(validates: true) { $0.provider = .string("linear") } == 400)
    #expect(status(validates: true) { $0.provider = .string("gitlab") } == 400)
    #expect(status(validates: true) { $0.entityTypes = ["issue"] } == 200)
    #expect(status(validates: true) { $0.entityTypes = ["issue", "deployment"] } == 400)
  }

  @Test("passes on what it does not know")
  func unknown() throws {
    let data = try #require(
      accepted {
        $0.installationID = .string("elsewhere")
        $0.provider = .string("gitlab")
        $0.organisationID = .bool(true)
        $0.entityTypes = ["release", "nonsense"]
      })
    #expect(data.installation == -1 && data.organisation == -1)
    #expect(data.provider == .unknown)
    #expect(data.types.types == [.release, .unknown])
    #expect(data.request == 4)
  }

  @Test("cancels what it is told, known or not", arguments: falsy)
  func cancel(_ value: RawValue) {
    func decide(_ key: APIKey, _ name: RawValue) -> Int32 {
      switch route().cancel(CancelRequest(key: key, installationID: name)) {
      case .refused(let status): -Int32(status)
      case .accepted(let installation): installation
      }
    }
    #expect(decide(.valid, .string("main")) == 0)
    #expect(decide(.valid, .string("elsewhere")) == -1)
    #expect(decide(.missing, .string("main")) == -401)
    #expect(decide(.valid, value) == -400)
  }

  @Test("keeps twenty entity types, in order")
  func types() {
    let types = (0..<20).map { EntityType.allCases[$0 % EntityType.allCases.count] }
    for count in 0...20 {
      #expect(EntityTypeList(Array(types.prefix(count))).types == Array(types.prefix(count)))
    }
    #expect(EntityTypeList().types.isEmpty)
  }
}
