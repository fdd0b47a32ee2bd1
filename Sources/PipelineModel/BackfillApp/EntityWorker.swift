import SimKernel

/// Copies one entity type of one repository, page by page.
///
/// Runbook: "Worker: get-token → [fetch page → dispatch to Gateway] × pages → emit completion".
/// Source: pipeline-facts §6.
enum EntityWorker: DurableFunction {
  struct Input: Sendable {
    let request: EntityRequest
    let policy: Profile.Worker
    /// Where this run begins: page 1, or a later one where a cursor survives (`worker.resume`).
    let start: PageCursor
  }

  static func body(_ input: Input, _ step: inout Step) throws(Halt) -> Completion {
    let request = input.request
    var progress = WorkerProgress(token: Token(expiresAt: .zero), page: 1, cursor: input.start)
    if step.checkpoint == nil, input.policy.token == .once {
      progress.token = try getToken(input, &step)
    }

    while true {
      step.checkpoint(&progress)
      let page = try fetch(input, progress, &step)
      progress.produced += page.rawCount
      if input.policy.refreshedTokenPersisted { progress.token = page.token }

      let sent = try step.run(.dispatch, Int(page.number)) { io throws(Halt) in
        let (count, atOnce) = (Int(page.count), input.policy.postsAtOnce)
        _ = try io.forEach(count, atOnce: atOnce) { index, io throws(Halt) in
          let reply = try io.call(.post(page.item(at: Int32(index))))
          guard reply.failure == .none else { throw input.policy.threw(reply) }
        }
        progress.dispatched += Int32(count)  // in a memoized step: no replay sees it
        return .count(Int32(count))
      }
      if case .count(let count) = sent, input.policy.dispatchCount == .stepResult {
        progress.dispatched += count
      }

      let goesOn = page.hasMore && !input.policy.isCapped(after: progress.page)
      if page.isNearLimit(input.policy), goesOn || input.policy.sleepsAfterLastPage {
        let pause = (page.resetAt - step.now - input.policy.clockError).roundedUpToSeconds
        if pause > .zero {
          try step.sleep(.rateLimit, Int(page.number), until: step.now + pause)
        }
      }
      guard goesOn else { break }
      progress.cursor = page.next
      progress.page += 1
    }

    let completion = completion(of: request, progress)
    _ = try step.run(.notifyCompletion) { io throws(Halt) in
      let reply = try io.send([event(completion, of: request, input.policy)])
      guard reply.failure == .none else { throw .threw(reply.failure, retriable: true) }
      return .none
    }
    return completion
  }

  private static func getToken(_ input: Input, _ step: inout Step) throws(Halt) -> Token {
    let result = try step.run(.getToken) { io throws(Halt) in
      .token(try askForToken(input, &io))
    }
    guard case .token(let token) = result else { return Token(expiresAt: .zero) }
    return token
  }

  private static func askForToken(
    _ input: Input, _ io: inout CallTape
  ) throws(Halt) -> Token {
    let reply = try io.call(.token(installation: input.request.installation))
    guard case .token(let token) = reply else { throw input.policy.threw(reply) }
    return token
  }

  private static func fetch(
    _ input: Input, _ progress: WorkerProgress, _ step: inout Step
  ) throws(Halt) -> Page {
    let request = input.request
    let result = try step.run(.fetch, Int(progress.page)) { io throws(Halt) in
      guard Connector(request.provider)?.supports(request.unit.entityType) == true else {
        throw .threw(.unsupportedEntityType, retriable: true)
      }
      var wanted = PageRequest(
        installation: request.installation, unit: request.unit, page: progress.page,
        cursor: progress.cursor, since: request.since, token: progress.token)
      if input.policy.token == .perRequest { wanted.token = try askForToken(input, &io) }
      var reply = try io.call(.fetch(wanted))
      if case .status(401) = reply, input.policy.refreshOn401 {
        wanted.token = try askForToken(input, &io)
        reply = try io.call(.fetch(wanted))
      }
      if case .limited(_, let delay) = reply, input.policy.honoursRetryAfter {
        throw .threwLater(reply.failure, retryAfter: delay)
      }
      guard case .page(var page) = reply else { throw input.policy.threw(reply) }
      // A reset that is no number makes an invalid date, whose text nobody can write.
      guard page.limit >= 0 else { throw .threw(.invalidValue, retriable: true) }
      if input.policy.stepOutput == .reference { page.bytes = 256 * Int(page.count) }
      return .page(page)
    }
    guard case .page(let page) = result else { preconditionFailure("a fetch step returns a page") }
    return page
  }

  static func completion(of request: EntityRequest, _ progress: WorkerProgress) -> Completion {
    Completion(
      installation: request.installation, unit: request.unit, success: true, failure: .none,
      produced: progress.produced, dispatched: progress.dispatched, pages: progress.page)
  }

  /// The event that tells the orchestrator, by the unit or by its own run.
  static func event(
    _ completion: Completion, of request: EntityRequest, _ policy: Profile.Worker
  ) -> PipelineEngineEvent {
    PipelineEngineEvent(
      name: EventName.entityCompleted.rawValue,
      key: EventKey(
        completion.installation,
        policy.completionCarriesRun ? request.parent : request.organisation,
        completion.unit.repository, Int32(completion.unit.entityType.rawValue)),
      payload: .completion(completion))
  }
}

extension Profile.Worker {
  /// The error of a call; 401 and 403 are tried again unless the worker gives up on a refusal.
  @inline(__always)
  fileprivate func threw(_ reply: ServiceReply) -> Halt {
    let isRefusal = reply.failure == .status(401) || reply.failure == .status(403)
    return .threw(reply.failure, retriable: !(givesUpOnRefusal && isRefusal))
  }

  /// Whether a page is the last that a run may fetch.
  @inline(__always)
  fileprivate func isCapped(after page: Int32) -> Bool { pageCap > 0 && Int(page) >= pageCap }
}

extension Page {
  /// Whether less than the threshold's share of the provider's window remains.
  fileprivate func isNearLimit(_ policy: Profile.Worker) -> Bool {
    Int(remaining) * 1000 < Int(limit) * policy.rateLimitThreshold
  }
}

extension SimDuration {
  /// Whole seconds, rounded up; negative durations give zero.
  fileprivate var roundedUpToSeconds: SimDuration {
    let second = SimDuration.seconds(1).microseconds
    return microseconds <= 0
      ? .zero : SimDuration(microseconds: (microseconds + second - 1) / second * second)
  }
}
