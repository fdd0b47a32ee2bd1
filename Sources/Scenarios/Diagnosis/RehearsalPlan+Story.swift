import PipelineModel
import SimKernel

/// Situations that come of what somebody does.
extension RehearsalPlan {
  mutating func cancelByHand() {
    set("provider.page-size", .count(5))
    story.append(
      StoryStep(
        when: StoryTime(offset: .seconds(2)),
        action: .cancel(CancelRequest(installationID: .string(SmallWorld.installation)))))
    look = .minutes(10)
    staged = "pages of 5; cancelled by hand after 2 s"
  }

  mutating func delete() {
    at = .seconds(2)
    look = .minutes(10)
    set("provider.page-size", .count(5))
    staged = "pages of 5"
    remedies = [
      Remedy(
        text: "Nothing, the connection is deleted through the connections service",
        action: .delete(installation: 0)),
      Remedy(
        text: "Nothing, the customer disconnects in the user interface",
        action: .disconnect(installation: 0)),
    ]
  }

  mutating func deepen(to days: Int) {
    for index in world.repositories[0].items.indices {
      world.repositories[0].items[index].ages = .spread(from: .zero, to: .days(max(1, days - 5)))
    }
    remedies = [trigger("Re-trigger with depth \(days)", depth: days)]
  }

  mutating func addRepository() {
    var second = world.repositories[0]
    second.name = "app-2"
    second.linked = false
    world.repositories.append(second)
    story.append(
      StoryStep(when: StoryTime(offset: .minutes(5)), action: .link(repository: 1)))
    staged = "the second repository is linked after 5 min"
    remedies = [trigger("Trigger manually for the installation")]
  }
}
