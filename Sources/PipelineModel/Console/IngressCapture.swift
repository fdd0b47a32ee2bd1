import SimKernel

/// The Console's ingress and observation.capture as one function (`console.one-function`): the
/// steps of the ingress are its first ones.
///
/// Source: a repair; pipeline-facts §10, §11.
enum IngressCapture: DurableFunction {
  struct Input: Sendable {
    let data: DeliveryData
    let policy: Profile.Console
  }

  static func body(
    _ input: Input, _ step: inout Step
  ) throws(Halt) -> ObservationCapture.Output {
    let found = try step.run(.resolveWorkspace) { io throws(Halt) in
      switch try io.call(.resolveWorkspace(input.data)) {
      case .capture(let data): return .capture(data)
      case .answer: return .none
      case let reply: throw .threw(reply.failure, retriable: true)
      }
    }
    guard case .capture(let data) = found else { return .noWorkspace }
    let stored = try step.run(.storePayload) { io throws(Halt) in
      let reply = try io.call(.storePayload(input.data))
      guard case .answer(let isNew) = reply else { throw .threw(reply.failure, retriable: true) }
      return .flag(isNew)
    }
    guard case .flag(true) = stored else { return .refused }
    return try ObservationCapture.body(.init(data: data, policy: input.policy), &step)
  }
}
