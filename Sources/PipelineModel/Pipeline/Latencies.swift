import SimKernel

/// How long calls take, drawn by what the call is and not by when it is drawn.
struct Latencies: Sendable {
  let wires: Profile.Wires
  /// Responses lost per million requests.
  let responseLoss: Int
  /// Messages delivered again per million deliveries.
  let redelivery: Int
  let random: RandomKey

  /// A draw of a distribution, keyed by the call's identity.
  @inline(__always)
  func draw(
    _ distribution: Distribution, _ wire: Wire, _ a: UInt64, _ b: UInt64 = 0, _ c: UInt64 = 0
  ) -> SimDuration {
    if case .constant(let duration) = distribution { return duration }
    return distribution.sample(random.bits(0x7769_7265_0000 + UInt64(wire.rawValue), a, b, c))
  }

  /// One step of the Console's ingress.
  @inline(__always)
  func ingressStep(_ run: IngressRun) -> SimDuration {
    draw(
      wires.ingressStep, .ingressStep, UInt64(UInt32(bitPattern: run.item)),
      UInt64(UInt32(bitPattern: run.step)), UInt64(UInt32(bitPattern: run.attempt)))
  }

  /// How long a call of a request takes; `item` is what it posts, if it does.
  @inline(__always)
  func draw(
    _ call: ServiceCall, _ request: RequestIdentity, item: Int32
  ) -> (Wire, SimDuration) {
    if case .work(let duration) = call { return (.capture, duration) }
    let attempt = UInt64(request.attempt) | UInt64(request.round) << 32
    let place =
      UInt64(bitPattern: Int64(request.installation)) << 32
      ^ UInt64(bitPattern: Int64(request.unit.index))
    switch call {
    case .connection: return (.connection, draw(wires.connections, .connection, place, 0, attempt))
    case .token: return (.token, draw(wires.connections, .token, place, 0, attempt))
    case .fetch(let wanted):
      return (.fetch, draw(wires.fetch, .fetch, place, UInt64(wanted.page), attempt))
    case .post(let posted):
      let item = UInt64(UInt32(bitPattern: item))
      return (.post, draw(wires.post, .post, item, UInt64(posted.page), attempt))
    case .sendEvents:
      return (.sendEvent, draw(wires.sendEvent, .sendEvent, place, 0, attempt))
    case .work(let duration): return (.capture, duration)
    case .findObservation, .isAllowed, .storeObservation: return (.capture, .zero)
    }
  }

  /// The vendor's network loses a response now and then (pipeline-facts 4.14, §13).
  @inline(__always)
  func losesResponse(_ request: RequestIdentity, after steps: Int32) -> Bool {
    guard responseLoss > 0 else { return false }
    let draw = random.bits(
      0x6c6f_7373, UInt64(request.run), UInt64(steps),
      UInt64(request.attempt) << 32 | UInt64(UInt32(bitPattern: request.target)))
    return draw.multipliedFullWidth(by: 1_000_000).high < UInt64(responseLoss)
  }

  /// The queue delivers a message again although it was acknowledged (pipeline-facts 2.3, §13).
  @inline(__always)
  func isRedelivered(_ message: MessageQueue.Message) -> Bool {
    guard redelivery > 0, !message.isRepeat else { return false }
    let draw = random.bits(0x7265_6465, UInt64(UInt32(bitPattern: message.number)))
    return draw.multipliedFullWidth(by: 1_000_000).high < UInt64(redelivery)
  }
}
