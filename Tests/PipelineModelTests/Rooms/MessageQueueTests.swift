import Scenarios
import SimKernel
import Testing

@testable import PipelineModel

@Suite("MessageQueue")
struct MessageQueueTests {
  /// What the test knows of a message on its way.
  private struct Known {
    var topic: QueueTopic
    var subject: Int32
    var deliveries = 0
  }

  private func message(_ topic: QueueTopic, _ subject: Int32) -> QueueMessage {
    QueueMessage(topic: topic, subject: subject, unit: .none, detail: -1)
  }

  @Test("delivers 1 + retries times at the most, and every message ends once")
  func random() {
    for seed in Effort.seeds(debug: 10, release: 200) {
      var dice = Dice(seed: seed)
      var policy = Profile(.asBuilt).queue
      policy.ingressRetries = dice.number(0...6)
      policy.triggerRetries = dice.number(0...6)
      var queue = MessageQueue(policy)
      var open: [Int32: Known] = [:]
      for step in 0..<200 as Range<Int32> {
        if open.isEmpty || dice.chance(40) {
          let topic = dice.pick(QueueTopic.allCases)
          let slot = queue.publish(message(topic, step))
          #expect(open[slot] == nil, "a place in use was given out")
          open[slot] = Known(topic: topic, subject: step)
        } else {
          let slot = dice.pick(open.keys.sorted())
          open[slot] = deliver(&queue, slot, open[slot], policy, &dice)
        }
        for topic in QueueTopic.allCases {
          let count = open.values.filter { $0.topic == topic }.count
          #expect(queue.inFlight[Int(topic.rawValue)] == count)
        }
      }
    }
  }

  /// One delivery; `nil` when the message ended.
  private func deliver(
    _ queue: inout MessageQueue, _ slot: Int32, _ known: Known?, _ policy: Profile.Queue,
    _ dice: inout Dice
  ) -> Known? {
    guard var known else { return nil }
    let message = queue.deliver(slot)
    known.deliveries += 1
    #expect(message.subject == known.subject && Int(message.attempt) == known.deliveries)
    let retries: [QueueTopic: Int] = [
      .ingress: policy.ingressRetries, .trigger: policy.triggerRetries,
      .cancel: policy.cancelRetries,
    ]
    switch queue.answered(slot, dice.chance(60) ? 500 : 200, again: false) {
    case .done: return nil
    case .again:
      Issue.record("Nobody wanted the acknowledgement to be forgotten.")
      return nil
    case .retry(let delay):
      #expect(known.deliveries <= retries[known.topic] ?? 0)
      #expect(delay == policy.retryDelays[min(known.deliveries, policy.retryDelays.count) - 1])
      return known
    case .dead:
      #expect(known.deliveries == 1 + (retries[known.topic] ?? 0))
      return nil
    }
  }

  @Test("numbers messages in the order of publishing, and reuses places")
  func numbers() {
    var queue = MessageQueue(Profile(.asBuilt).queue)
    let first = queue.publish(message(.ingress, 7))
    _ = queue.answered(first, 200, again: false)
    let second = queue.publish(message(.ingress, 8))
    #expect(second == first)
    let delivered = queue.deliver(second)
    #expect(delivered.subject == 8 && delivered.attempt == 1)
  }

  @Test("does not count a delivery that comes later, and keeps what it forgot was taken")
  func delay() {
    var queue = MessageQueue(Profile(.asBuilt).queue)
    let slot = queue.publish(message(.trigger, 0))
    _ = queue.deliver(slot)
    queue.delay(slot)
    let again = queue.deliver(slot)
    #expect(again.attempt == 1 && again.isDelayed)
    _ = queue.answered(slot, 200, again: true)
    let repeated = queue.deliver(slot)
    #expect(repeated.isRepeat && !repeated.isDelayed)
    #expect(queue.inFlight[Int(QueueTopic.trigger.rawValue)] == 1)
  }
}
