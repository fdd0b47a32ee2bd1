import SimKernel

/// How long calls take, drawn by what the call is and not by when it is drawn.
struct Latencies: Sendable {
  let wires: Profile.Wires
  /// Responses lost per million requests.
  let responseLoss: Int
  /// Messages delivered again per million deliveries.
  let redelivery: Int
  let random: RandomKey

  init(_ profile: Profile, _ random: RandomKey) {
    wires = profile.wires
    responseLoss = profile.engine.responseLossPerMillion
    redelivery = profile.queue.redeliveryPerMillion
    self.random = random
  }

  /// A draw of a distribution for a purpose and the thing it is about.
  @inline(__always)
  func draw(
    _ distribution: Distribution, _ purpose: DrawPurpose, _ a: UInt64, _ b: UInt64 = 0,
    _ c: UInt64 = 0
  ) -> SimDuration {
    if case .constant(let duration) = distribution { return duration }
    return distribution.sample(random.bits(purpose, a, b, c))
  }

  /// A call of the story.
  func callByHand(_ step: Int32) -> SimDuration {
    draw(wires.operatorCall, .callByHand, UInt64(UInt32(bitPattern: step)))
  }

  /// The call of the person behind an installation, for the nth time.
  func callAgain(_ installation: Int32, nth: Int32) -> SimDuration {
    draw(
      wires.operatorCall, .callAgain, UInt64(UInt32(bitPattern: installation)),
      UInt64(UInt32(bitPattern: nth)))
  }

  /// The notification of a connection that a step of the story makes.
  func notification(of installation: Int, _ step: Int) -> SimDuration {
    draw(wires.publish, .notify, UInt64(installation), UInt64(step))
  }

  /// Publishing a message that the gateway held.
  func replay(_ message: QueueMessage) -> SimDuration {
    let key = UInt64(UInt32(bitPattern: message.subject))
    return draw(wires.publish, .replay, key, message.edition)
  }

  /// An attempt of a route to send an event.
  func send(by caller: RouteCaller, _ attempt: Int32) -> SimDuration {
    let (who, which) = caller.words
    return draw(wires.sendEvent, .routeSend, who, which, UInt64(attempt))
  }

  /// Until an activity makes its nth change.
  func wait(for activity: ItemActivity, _ repository: Int32, _ index: Int32, nth: Int32)
    -> SimDuration
  {
    Distribution.exponential(mean: activity.rate.period / activity.rate.count)
      .sample(random.bits(.activity, word(repository, index), UInt64(nth)))
  }

  /// Which of so many items an activity changes with its nth change.
  func place(among count: Int, _ repository: Int32, _ index: Int32, nth: Int32) -> Int {
    let bits = random.bits(.activityItem, word(repository, index), UInt64(nth))
    return Int(bits.multipliedFullWidth(by: UInt64(count)).high)
  }

  /// One step of the Console's ingress.
  @inline(__always)
  func ingressStep(_ run: IngressRun) -> SimDuration {
    draw(wires.ingressStep, .ingressStep, run.key, word(run.times, run.step), word(0, run.attempt))
  }

  /// First delivery of a message; `subject` is the key of what it is about.
  @inline(__always)
  func delivery(_ message: QueueMessage, of subject: UInt64) -> SimDuration {
    draw(
      wires.queueDelivery, .queueDelivery, subject, message.edition,
      UInt64(message.topic.rawValue))
  }

  /// How long a call of a request takes; `item` is the key of what it posts, if it does.
  ///
  /// `place` counts the calls of the same attempt of the step, from 0.
  @inline(__always)
  func draw(
    _ call: ServiceCall, _ request: RequestIdentity, step: StepID, place: Int, item: UInt64
  ) -> (Wire, SimDuration) {
    if case .work(let duration) = call { return (.capture, duration) }
    let attempt = word(request.attempt, Int32(place))
    let step = UInt64(UInt32(bitPattern: step.number))
    switch call {
    case .connection, .history, .complete, .replayHeld:
      return (
        .connection, draw(wires.connections, .connectionCall, request.key, step, attempt)
      )
    case .token:
      return (.token, draw(wires.connections, .tokenCall, request.key, step, attempt))
    case .fetch:
      return (.fetch, draw(wires.fetch, .fetchCall, request.key, step, attempt))
    case .post:
      return (.post, draw(wires.post, .postCall, item, word(request.round, request.attempt)))
    case .sendEvents:
      return (.sendEvent, draw(wires.sendEvent, .sendEventCall, request.key, step, attempt))
    case .resolveWorkspace, .storePayload:
      return (.ingressStep, draw(wires.ingressStep, .ingressStep, request.key, step, attempt))
    case .work(let duration), .pause(let duration): return (.capture, duration)
    case .findObservation, .isAllowed, .storeObservation: return (.capture, .zero)
    }
  }

  /// The vendor's network loses a response now and then (pipeline-facts 4.14, §13).
  @inline(__always)
  func losesResponse(_ request: RequestIdentity, after steps: Int32) -> Bool {
    guard responseLoss > 0 else { return false }
    return random.strikes(
      perMillion: responseLoss, .responseLoss, request.key, word(steps, request.target),
      word(0, request.attempt))
  }

  /// The queue delivers a message again although it was acknowledged (pipeline-facts 2.3, §13).
  @inline(__always)
  func isRedelivered(_ message: QueueMessage, of subject: UInt64) -> Bool {
    guard redelivery > 0, !message.isRepeat else { return false }
    return random.strikes(
      perMillion: redelivery, .redelivery, subject, message.edition,
      word(Int32(message.topic.rawValue), message.attempt))
  }
}

extension ItemRegister {
  /// What the draws of a message are keyed by, beside its edition.
  @inline(__always)
  func key(of message: QueueMessage) -> UInt64 {
    message.topic == .ingress
      ? key(of: message.subject, in: message.unit) : UInt64(UInt32(bitPattern: message.subject))
  }
}
