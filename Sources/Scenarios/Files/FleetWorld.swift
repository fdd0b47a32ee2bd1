import PipelineModel
import SimKernel

/// A fleet as a world and a story: `org-00042` with its connection `org-00042-github`, its
/// repositories `org-00042-1`, …, and the step that connects it.
public struct FleetWorld: Sendable, Equatable {
  var world: World
  var story: Story

  /// Where the world and the story have one connection of a fleet.
  public struct Connection: Sendable, Equatable {
    var installation: Int
    var step: Int
  }

  /// Adds the customers of a fleet to a world and its story.
  init(_ fleet: Fleet, world: World, story: Story, seed: UInt64) {
    self.world = world
    self.story = story
    let random = RandomKey(seed: seed)
    let digits = Self.digits(of: fleet)
    for (index, time) in fleet.arrivalTimes(seed: seed).enumerated() {
      let kind = fleet.kind(of: index, random)
      let repositories = fleet.repositories(of: index, kind, random)
      add(
        Self.name(index, digits: digits), kind, at: time,
        firstNumbers: (0..<repositories).map { fleet.firstNumber(of: $0, index, kind, random) })
    }
  }

  /// Where the connections of a fleet are, in order of arrival, after those of a world and story.
  static func connections(of fleet: Fleet, after world: World, _ story: Story) -> [Connection] {
    (0..<fleet.connections).map {
      Connection(installation: world.installations.count + $0, step: story.steps.count + $0)
    }
  }

  /// Digits of the number in a name.
  static func digits(of fleet: Fleet) -> Int { max(5, "\(fleet.connections)".count) }

  /// The name of the organisation that connects at a place, from 0.
  static func name(_ index: Int, digits: Int) -> String {
    let number = "\(index + 1)"
    return "org-" + String(repeating: "0", count: digits - number.count) + number
  }

  /// The first and the last name of a fleet's organisations, in words.
  static func names(of fleet: Fleet) -> String {
    let digits = digits(of: fleet)
    return "\(name(0, digits: digits)) to \(name(fleet.connections - 1, digits: digits))"
  }

  /// A name of the world that a fleet would give as well.
  static func clash(of fleet: Fleet, with world: World) -> String? {
    let own =
      world.organisations.map(\.name) + world.installations.map(\.name)
      + world.repositories.map(\.name)
    return own.first { name in
      let parts = name.split(separator: "-", omittingEmptySubsequences: false)
      guard parts.count > 1, parts[0] == "org", let number = Int(parts[1]) else { return false }
      return 1...fleet.connections ~= number
        && self.name(number - 1, digits: digits(of: fleet)) == "org-" + parts[1]
    }
  }

  /// Adds one customer.
  ///
  /// A depth is asked for by hand, of a connection that exists; without one the connection itself
  /// asks for the backfill (pipeline-facts 1.6).
  private mutating func add(
    _ name: String, _ kind: Fleet.Kind, at time: SimTime, firstNumbers: [Int]
  ) {
    let installation = world.installations.count
    let connection = "\(name)-\(kind.provider.name)"
    world.organisations.append(World.Organisation(name: name, workspaces: kind.workspaces))
    world.installations.append(
      World.Installation(
        name: connection, organisation: world.organisations.count - 1, provider: kind.provider,
        connected: kind.depth != nil))
    for (place, firstNumber) in firstNumbers.enumerated() {
      world.repositories.append(
        World.Repository(
          name: "\(name)-\(place + 1)", installation: installation, items: kind.items,
          firstNumber: firstNumber, agesAt: time))
    }
    let action: StoryAction =
      if let depth = kind.depth {
        .trigger(
          TriggerRequest(
            installationID: .string(connection), provider: .string(kind.provider.name),
            organisationID: .string(name), depth: .number(Double(depth))))
      } else {
        .connect(installation: installation)
      }
    story.steps.append(StoryStep(when: StoryTime(offset: time - .zero), action: action))
  }
}
