import SimKernel
import Testing

@testable import PipelineModel

@Suite("Gateway")
struct GatewayTests {
  private func next(_ order: IngestOrder, _ event: Gateway.Event) -> Gateway.Action {
    var policy = Profile(.asBuilt).gateway
    policy.order = order
    var gateway = Gateway(policy)
    return gateway.next(after: event)
  }

  @Test("marks, then publishes, then answers")
  func markFirst() {
    #expect(next(.markThenPublish, .received) == .mark(lifetime: .hours(24)))
    #expect(next(.markThenPublish, .marked(.reply(.ok))) == .publish)
    #expect(next(.markThenPublish, .marked(.reply(.null))) == .answer(.duplicate))
    #expect(next(.markThenPublish, .published(.reply(true))) == .answer(.accepted))
  }

  @Test("publishes, then marks, then answers; a mark that was there comes too late")
  func publishFirst() {
    #expect(next(.publishThenMark, .received) == .publish)
    #expect(next(.publishThenMark, .published(.reply(true))) == .mark(lifetime: .hours(24)))
    #expect(next(.publishThenMark, .marked(.reply(.ok))) == .answer(.accepted))
    #expect(next(.publishThenMark, .marked(.reply(.null))) == .answer(.repeated))
  }

  @Test("stores, publishes, settles, then answers, whatever became of the publish")
  func storeFirst() {
    let order = IngestOrder.storeThenPublish
    #expect(next(order, .received) == .storeRow)
    #expect(next(order, .marked(.reply(.ok))) == .publish)
    #expect(next(order, .marked(.reply(.null))) == .answer(.duplicate))
    #expect(next(order, .published(.reply(true))) == .settleRow)
    #expect(next(order, .settled(.reply(.ok))) == .answer(.accepted))
    #expect(next(order, .settled(.failed(.connection))) == .answer(.accepted))
    #expect(next(order, .settled(.died)) == .answer(.none))
  }

  @Test("answers 500 for what fails, 504 when its host ends it, nothing when it dies")
  func failures() {
    for order in IngestOrder.allCases {
      #expect(next(order, .marked(.failed(.connection))) == .answer(.failed(.status(500))))
      // What is stored is safe.
      #expect(
        next(order, .published(.failed(.status(429))))
          == .answer(order == .storeThenPublish ? .accepted : .failed(.status(500))))
      #expect(next(order, .marked(.failed(.hostTimeout))) == .answer(.failed(.status(504))))
      #expect(next(order, .marked(.died)) == .answer(.none))
      #expect(next(order, .published(.died)) == .answer(.none))
    }
  }
}

@Suite("Connections")
struct ConnectionsTests {
  private func room(_ provider: ProviderName, connected: Bool) -> Connections {
    let bench = Bench([.release: 1], provider: provider, connected: connected)
    return Connections(bench.world, bench.profile.connections)
  }

  private func status(_ reply: ServiceReply) -> Int16 {
    if case .status(let status) = reply { status } else { 200 }
  }

  @Test("shows a connection with its resources of that moment")
  func view() {
    var room = room(.github, connected: true)
    let views = [room.view(0), room.view(-1)]
    room.softDelete(0)
    guard case .connection(let before) = views[0], case .connection(let after) = room.view(0)
    else {
      Issue.record("no answer")
      return
    }
    #expect(before == ConnectionView(isActive: true, first: 0, count: 1))
    #expect(after == ConnectionView(isActive: false, first: 1, count: 0))
    #expect(Array(room.snapshots) == [0])
    #expect(status(views[1]) == 404)
  }

  @Test("links a repository once, and only to a connection that there is (1.10)")
  func links() {
    var room = room(.github, connected: true)
    let answers = [room.link(0, to: 0), room.link(1, to: 0), room.link(1, to: 0)]
    #expect(answers == [false, true, false])
    #expect(room.resources(of: 0) == [0, 1])
    var none = self.room(.github, connected: false)
    let isLinked = none.link(1, to: 0)
    #expect(!isLinked)
  }

  @Test("issues tokens by the hour for GitHub, for ever for others, none without a connection")
  func tokens() {
    let now = SimTime.zero + .minutes(7)
    var github = room(.github, connected: true)
    guard case .token(let short) = github.token(0, at: now),
      case .token(let long) = room(.vercel, connected: true).token(0, at: now)
    else {
      Issue.record("no answer")
      return
    }
    #expect(short.expiresAt == now + .hours(1))
    #expect(long.expiresAt == .distantFuture)
    github.softDelete(0)
    #expect(status(github.token(0, at: now)) == 400)
    #expect(status(github.token(-1, at: now)) == 404)
    #expect(status(room(.linear, connected: false).token(0, at: now)) == 404)
  }

  @Test("creates, reactivates or refuses", arguments: ProviderName.allCases)
  func callbacks(_ provider: ProviderName) {
    let isGitHub = provider == .github
    var room = room(provider, connected: false)
    var callbacks = [room.connect(0), room.connect(0)]
    room.softDelete(0)
    callbacks.append(room.connect(0))
    let again: Connections.Callback = isGitHub ? .reactivated : .refused
    #expect(callbacks == [.created, again, again])
    #expect(room.status(0) == (isGitHub ? .active : .revoked))
    #expect(room.resources(of: 0).isEmpty)
  }
}
