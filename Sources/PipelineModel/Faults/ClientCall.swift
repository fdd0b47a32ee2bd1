import SimKernel

/// What a service's client comes to, its retries included.
enum ClientReply<Reply: Sendable & Equatable & BitwiseCopyable>: Sendable, Equatable,
  BitwiseCopyable
{
  /// The answer.
  case reply(Reply)
  /// No try was answered, or an answer was an error.
  case failed(Failure)
  /// The process died that called.
  case died
}

/// A call of a client that tries again where its connection breaks, and nowhere else (§8,
/// redis-js: fetch exceptions).
///
/// It is made try by try: who makes it goes on with `reply`, or lets `wait` pass.
struct ClientCall<Reply: Sendable & Equatable & BitwiseCopyable>: Sendable, BitwiseCopyable {
  /// The number of the next try, from 0.
  private(set) var attempt = 0
  /// How long it takes until the next try, or until what the last came to is known.
  private(set) var wait = SimDuration.zero
  /// Whether the service did its work in the tries of this moment.
  private(set) var isServed = false
  private var known: ClientReply<Reply>?

  /// Whether a try was made.
  var isUnderWay: Bool { attempt > 0 || known != nil }

  /// What it came to; nil while it waits.
  var reply: ClientReply<Reply>? {
    @inline(__always) get { wait == .zero ? known : nil }
  }

  /// It has waited; whether a try is to be made now.
  @inline(__always)
  mutating func isDue() -> Bool {
    (wait, isServed) = (.zero, false)
    return known == nil
  }

  /// Whether one more try is to be made at the same moment.
  var isDueAgain: Bool { @inline(__always) get { wait == .zero && known == nil } }

  /// A try is over, with what the service answered where it did its work.
  @inline(__always)
  mutating func end(
    _ answer: ClientReply<Reply>?, _ effect: Fault.Effect?,
    pauses: @autoclosure () -> [SimDuration],
    longest: @autoclosure () -> SimDuration
  ) {
    isServed = isServed || answer != nil
    if let effect { strike(answer, effect, pauses(), longest()) } else { known = answer }
  }

  private mutating func strike(
    _ answer: ClientReply<Reply>?, _ effect: Fault.Effect, _ pauses: [SimDuration],
    _ longest: SimDuration
  ) {
    let meaning = effect.meaning
    switch meaning.caller {
    case .diesBefore, .diesAfter: known = .died
    case .goesOn where meaning.failure == .connection && attempt < pauses.count:
      wait = pauses[attempt]
      attempt += 1
    case .isEnded, .goesOn:
      known = meaning.failure.map { .failed($0) } ?? answer
      wait = effect.slowness(longest)
    }
  }
}
