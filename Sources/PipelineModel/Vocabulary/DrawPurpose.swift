import SimKernel

/// What a random draw is for: the one register, so that no two purposes share their numbers.
///
/// Beside its purpose a draw is keyed by the thing it is about (a run of a unit, an item, a message
/// of an installation), by round, attempt and repetition; never by a counter that other work moves.
/// So a fault on one item leaves the draws of all others as they are.
public enum DrawPurpose: UInt64, CaseIterable, Sendable {
  /// `GET /connections/:id`.
  case connectionCall = 1
  /// `GET /connections/:id/token`.
  case tokenCall
  /// One page from the provider.
  case fetchCall
  /// One item to the gateway.
  case postCall
  /// Events from a running step to the engine.
  case sendEventCall
  /// An event from a route of the backfill service to the engine.
  case routeSend
  /// A call by hand to the backfill service.
  case callByHand
  /// The call of a person who triggers again.
  case callAgain
  /// Publishing the notification of a new connection.
  case notify
  /// First delivery of a message.
  case queueDelivery
  /// Whether a message is delivered again after its acknowledgement.
  case redelivery
  /// One step of the Console's ingress.
  case ingressStep
  /// Whether a response of the app is lost on its way to the engine.
  case responseLoss
  /// Jitter of a backoff.
  case backoff
  /// Whether a fault with a probability strikes.
  case fault
  /// How large an item is.
  case itemSize
  /// Whether an item is open or closed.
  case itemState
  /// Points of significance that an item's text adds.
  case itemText
  /// The day a connection of a fleet arrives.
  case fleetDay
  /// Its hour of the day.
  case fleetHour
  /// What kind of customer it is.
  case fleetKind
  /// How many repositories it has.
  case fleetRepositories
  /// The number of a repository's oldest item.
  case fleetFirstNumber
  /// When a hunt with a budget comes to a piece of its work.
  case huntOrder
  /// Whether a hunt plays a pair of faults.
  case huntPair
  /// When a repository's activity makes its next change.
  case activity
  /// Which item it happens to.
  case activityItem
  /// Publishing what the gateway held.
  case replay
}

extension RandomKey {
  /// 64 random bits for a purpose and the thing, in up to three words, that they are about.
  @inline(__always)
  public func bits(
    _ purpose: DrawPurpose, _ first: UInt64 = 0, _ second: UInt64 = 0, _ third: UInt64 = 0
  ) -> UInt64 {
    bits(purpose.rawValue << 32, first, second, third)
  }

  /// Whether something happens that happens to so many in a million.
  @inline(__always)
  func strikes(
    perMillion: Int, _ purpose: DrawPurpose, _ first: UInt64, _ second: UInt64 = 0,
    _ third: UInt64 = 0
  ) -> Bool {
    let draw = bits(purpose, first, second, third)
    return draw.multipliedFullWidth(by: 1_000_000).high < UInt64(perMillion)
  }
}

/// Two numbers in one word, for the keys of draws.
@inline(__always)
func word(_ high: Int32, _ low: Int32) -> UInt64 {
  UInt64(UInt32(bitPattern: high)) << 32 | UInt64(UInt32(bitPattern: low))
}
