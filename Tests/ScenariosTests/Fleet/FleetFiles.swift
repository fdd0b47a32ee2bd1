import PipelineModel
import SimKernel

@testable import Scenarios

/// Fleets whose numbers can be worked out by hand.
enum FleetFiles {
  /// Levers that leave nothing to chance and take no time but for what a test gives time to.
  static let still = """
    "engine.poll-tick": "0s", "engine.request-overhead": "0s", "engine.event-latency": "0s",
    "engine.response-loss": 0, "queue.redelivery": 0, "wire.connections": "0s",
    "wire.fetch": "0s", "wire.post": "0s", "wire.send-event": "0s", "wire.queue-delivery": "0s",
    "wire.publish": "0s", "wire.ingress-step": "0s", "wire.operator": "0s"
    """

  /// A scenario with this `fleet` section and these levers over the still ones.
  static func scenario(_ fleet: String, levers: String = "", more: String = "") throws -> Scenario {
    try ScenarioFiles(["main.jsonc": text(fleet, levers: levers, more: more)]).scenario()
  }

  static func text(_ fleet: String, levers: String = "", more: String = "") -> String {
    let levers = levers.isEmpty ? "{ \(still) }" : "{ \(levered(levers)) }"
    return "{ \"title\": \"a fleet\", \"levers\": \(levers), \"fleet\": { \(fleet) } \(more) }"
  }

  /// The still levers but for those that are given.
  private static func levered(_ levers: String) -> String {
    let given = levers.split(separator: ",").map { $0.split(separator: ":")[0] }
    let kept = still.split(separator: ",").filter { lever in
      !given.contains { $0.contains(lever.split(separator: ":")[0].drop { $0 != "\"" }) }
    }
    return (kept.map(String.init) + [levers]).joined(separator: ",")
  }

  static func report(
    _ scenario: Scenario, _ profile: NamedProfile = .runbook, every period: SimDuration? = nil
  ) -> FleetReport {
    FleetReport.all(scenario, profiles: [profile], every: period)[0]
  }
}
