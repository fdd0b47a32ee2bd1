import PipelineModel
import SimKernel

/// Many customers who connect one after the other: what a `fleet` section says.
///
/// Each seed gives one month of customers. Arrivals, kinds and sizes are keyed by the number of
/// the connection, so that two runs that differ in a lever see the same customers.
public struct Fleet: Sendable, Equatable {
  /// How many organisations connect, each with one connection.
  public var connections: Int
  /// The time in which they connect, from the start of the story.
  public var over: SimDuration
  /// When they connect within that time.
  public var arrivals: Arrivals
  /// What kinds of customers there are.
  public var mix: [Kind]
  /// Whether people trigger again, and when.
  public var retrigger: TriggerAgain?

  /// When connections happen.
  public enum Arrivals: Sendable, Equatable {
    /// Independently of one another at a constant rate: a Poisson process with this many arrivals.
    case poisson
    /// At equal distances, the first after half of one.
    case even
    /// Independently of one another, on each day by the weights of its 24 hours.
    case hourly([Int])
  }

  /// One kind of customer.
  public struct Kind: Sendable, Equatable {
    /// Weight among the kinds.
    public var share: Int
    /// How many repositories one has, each number equally likely.
    public var repositories: ClosedRange<Int>
    /// The items of each repository, as old as that when its customer connects.
    public var items: [World.ItemGroup]
    /// The first number of each repository, each equally likely: repositories of one kind differ in
    /// age.
    public var firstNumber: ClosedRange<Int>
    /// Where the repositories are.
    public var provider: ProviderName
    /// Number of Console workspaces of one organisation.
    public var workspaces: Int
    /// Days that a person asks for by hand; nil leaves it to the notification of the connection.
    public var depth: Int?

    /// Items of one customer with the most repositories.
    var mostItems: Int { repositories.upperBound * items.reduce(0) { $0 + $1.count } }
  }
}

extension Fleet {
  /// The mistake of a scenario file without a fleet.
  public static func missing(in path: String) throws -> DiagnosticList {
    DiagnosticList([
      try SourceText.read(path: path).diagnostic(
        "the file has no fleet", at: 0..<1,
        help: "'simrun replay' plays it; docs/fleet.md says how a fleet is written")
    ])
  }

  /// When each connection happens, in order; O(n log n).
  ///
  /// A Poisson process with a known number of arrivals is that many independent uniform times in
  /// order (Karlin and Taylor, A First Course in Stochastic Processes, theorem 4.2.3).
  func arrivalTimes(seed: UInt64) -> [SimTime] {
    let random = RandomKey(seed: seed)
    let span = UInt64(over.microseconds)
    let offsets = (0..<UInt64(connections)).map { number -> UInt64 in
      let bits = random.bits(.fleetDay, number)
      switch arrivals {
      case .poisson: return bits.scaled(to: span)
      case .even:
        return UInt64(connections * 2).dividingFullWidth(
          span.multipliedFullWidth(by: 2 * number + 1)
        ).quotient
      case .hourly(let weights):
        let day = UInt64(SimDuration.days(1).microseconds)
        let hour = random.bits(.fleetHour, number)
        return bits.scaled(to: span / day) * day + Self.momentOfDay(hour, weights)
      }
    }
    return offsets.sorted().map { .zero + SimDuration(microseconds: Int64($0)) }
  }

  /// A moment of a day, by the weights of its hours and evenly within each.
  private static func momentOfDay(_ bits: UInt64, _ weights: [Int]) -> UInt64 {
    let hour = UInt64(SimDuration.hours(1).microseconds)
    var place = bits.scaled(to: UInt64(weights.reduce(0, +)) * hour)
    for (index, weight) in weights.enumerated() {
      let width = UInt64(weight) * hour
      guard place >= width else { return UInt64(index) * hour + place / UInt64(weight) }
      place -= width
    }
    preconditionFailure("A place below the sum of all weights lies in one of them.")
  }

  /// The kind of a connection, by its place among all.
  func kind(of connection: Int, _ random: RandomKey) -> Kind {
    let total = UInt64(mix.reduce(0) { $0 + $1.share })
    var place = Int(random.bits(.fleetKind, UInt64(connection)).scaled(to: total))
    for kind in mix {
      guard place >= kind.share else { return kind }
      place -= kind.share
    }
    preconditionFailure("A place below the sum of all shares lies in one of them.")
  }

  /// How many repositories a connection has.
  func repositories(of connection: Int, _ kind: Kind, _ random: RandomKey) -> Int {
    let span = UInt64(kind.repositories.count)
    let bits = random.bits(.fleetRepositories, UInt64(connection))
    return kind.repositories.lowerBound + Int(bits.scaled(to: span))
  }

  /// The first number of a repository of a connection, by its place among those.
  func firstNumber(
    of repository: Int, _ connection: Int, _ kind: Kind, _ random: RandomKey
  ) -> Int {
    let bits = random.bits(.fleetFirstNumber, UInt64(connection), UInt64(repository))
    return kind.firstNumber.lowerBound + Int(bits.scaled(to: UInt64(kind.firstNumber.count)))
  }
}

extension UInt64 {
  /// Random bits as an even number below a bound.
  fileprivate func scaled(to bound: UInt64) -> UInt64 { multipliedFullWidth(by: bound).high }
}
