import SimKernel

/// How long calls take, drawn by what the call is and not by when it is drawn.
struct Latencies: Sendable {
  let wires: Profile.Wires
  let random: RandomKey

  /// A draw of a distribution, keyed by the call's identity.
  func draw(
    _ distribution: Distribution, _ wire: Wire, _ a: UInt64, _ b: UInt64 = 0, _ c: UInt64 = 0
  ) -> SimDuration {
    if case .constant(let duration) = distribution { return duration }
    return distribution.sample(random.bits(0x7769_7265_0000 + UInt64(wire.rawValue), a, b, c))
  }

  /// One step of the Console's ingress.
  func ingressStep(_ run: IngressRun) -> SimDuration {
    draw(
      wires.ingressStep, .ingressStep, UInt64(UInt32(bitPattern: run.item)),
      UInt64(UInt32(bitPattern: run.step)), UInt64(UInt32(bitPattern: run.attempt)))
  }
}
