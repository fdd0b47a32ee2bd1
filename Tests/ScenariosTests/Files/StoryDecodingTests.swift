import PipelineModel
import Scenarios
import SimKernel
import Testing

@Suite("The story of a scenario file")
struct StoryDecodingTests {
  private func steps(_ story: String) throws -> [StoryStep] {
    let text = """
      {
        "title": "Story",
        "world": {
          "organisations": { "acme": {} },
          "installations": {
            "hub": { "organisation": "acme" },
            "ver": { "organisation": "acme", "provider": "vercel" },
          },
          "repositories": { "app": { "installation": "hub" } },
        },
        "story": [\(story)],
      }
      """
    return try ScenarioFiles(["main.jsonc": text]).scenario().story.steps
  }

  @Test("has steps at offsets from the start and from earlier steps")
  func times() throws {
    let steps = try steps(
      """
      { "label": "a", "flush": "store" },
      { "label": "b", "at": "1h30m", "flush": "store" },
      { "after": "a", "at": "5s", "flush": "store" },
      { "after": "b.started", "at": "23h59m", "flush": "store" },
      { "after": "b.ended", "flush": "store" },
      """)
    #expect(
      steps.map(\.when) == [
        StoryTime(), StoryTime(offset: .minutes(90)),
        StoryTime(anchor: .step(0), offset: .seconds(5)),
        StoryTime(anchor: .runStarted(1), offset: .hours(24) - .minutes(1)),
        StoryTime(anchor: .runEnded(1)),
      ])
    #expect(steps.map(\.label) == ["a", "b", "", "", ""])
  }

  @Test("has an action of every kind")
  func actions() throws {
    let steps = try steps(
      """
      { "connect": "hub" }, { "link": "app" }, { "delete": "hub" }, { "disconnect": "ver" },
      { "cancel": "ver" },
      { "cancel": { "key": "missing", "installationId": null } },
      { "cancel": {} },
      { "create": { "repository": "app", "entityType": "issue", "count": 3 } },
      { "update": { "repository": "app", "entityType": "release", "first": 2, "count": 1 } },
      { "flush": "store" }, { "addWorkspace": "acme" },
      { "removeWorkspace": { "organisation": "acme", "workspace": 1 } },
      { "move": { "repository": "app", "workspace": 2 } },
      """)
    #expect(
      steps.map(\.action) == [
        .connect(installation: 0), .link(repository: 0), .delete(installation: 0),
        .disconnect(installation: 1),
        .cancel(CancelRequest(installationID: .string("ver"))),
        .cancel(CancelRequest(key: .missing, installationID: .null)),
        .cancel(CancelRequest(installationID: .absent)),
        .createItems(repository: 0, entityType: .issue, count: 3),
        .updateItems(repository: 0, entityType: .release, first: 2, count: 1),
        .flushStore, .addWorkspace(organisation: 0),
        .removeWorkspace(organisation: 0, workspace: 1), .move(repository: 0, workspace: 2),
      ])
  }

  @Test("fills in a trigger for an installation")
  func filledTrigger() throws {
    let steps = try steps(
      """
      { "trigger": { "installation": "ver" } },
      { "trigger": { "installation": "hub", "key": "wrong", "depth": "90", "organisation": true,
        "provider": null, "entityTypes": ["issue", "release"] } },
      """)
    #expect(
      steps[0].action
        == .trigger(
          TriggerRequest(
            installationID: .string("ver"), provider: .string("vercel"),
            organisationID: .string("acme"))))
    #expect(
      steps[1].action
        == .trigger(
          TriggerRequest(
            key: .wrong, installationID: .string("hub"), provider: .null,
            organisationID: .bool(true), depth: .string("90"),
            entityTypes: ["issue", "release"])))
  }

  @Test("sends a raw body exactly as it is written")
  func rawTrigger() throws {
    let steps = try steps(
      """
      { "trigger": { "body": {} } },
      { "trigger": { "key": "missing", "body": { "installationId": 7, "provider": "gitlab",
        "orgId": null, "depth": -5, "entityTypes": ["commit", ""] } } },
      { "trigger": { "malformed": true } },
      """)
    #expect(steps[0].action == .trigger(TriggerRequest()))
    #expect(
      steps[1].action
        == .trigger(
          TriggerRequest(
            key: .missing, installationID: .number(7), provider: .string("gitlab"),
            organisationID: .null, depth: .number(-5), entityTypes: ["commit", ""])))
    #expect(steps[2].action == .trigger(TriggerRequest(malformed: true)))
  }
}
