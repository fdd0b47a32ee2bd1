import PipelineModel
import SimKernel

extension Claim {
  static let manualTrigger: [Claim] = [
    Claim(
      "7.1",
      "Parameters: installationId, provider with a connector, orgId, depth 7, 30 or 90 (default "
        + "30), entityTypes (default: the connector's)."
    ) { $0.parametersAreTheDocumentedOnes() },
    Claim(
      "7.2",
      "A wrong or missing API key, a missing field, an unknown provider: refused, nothing runs."
    ) { $0.badCallsAreRefused() },
    Claim("7.3", "Duplicate triggers queue, they don't run in parallel.") { evidence in
      evidence.oneRunAtATime { index in
        evidence.requests.contains { $0.isManual && $0.installation == index }
      }
    },
  ]
}

extension Evidence {
  /// A manual trigger of the story and how it was answered.
  private var calls: [(request: TriggerRequest, at: SimTime, status: Int, step: Int)] {
    story.steps.enumerated().compactMap { index, step in
      guard case .trigger(let request) = step.action, let answer = answer(toStep: index) else {
        return nil
      }
      return (request, answer.at, Int(answer.status), index)
    }
  }

  fileprivate func parametersAreTheDocumentedOnes() -> Finding {
    let findings = calls.filter { flaw(in: $0.request) == nil }.map { call -> Finding in
      let accepted = (200..<300).contains(call.status)
      guard let stranger = undocumented(in: call.request) else {
        guard accepted else {
          return .refuted(call.at, "a call with documented parameters was answered \(call.status)")
        }
        return entityTypesFinding(call.request, step: call.step, at: call.at)
      }
      guard accepted else { return .holds("\(stranger) was refused with \(call.status)") }
      return isDocumented(call.request.depth)
        ? .notExercised("\(stranger) was accepted")
        : .refuted(call.at, "\(stranger) was answered \(call.status)")
    }
    return .combine(findings, otherwise: "no manual trigger with all its fields was answered")
  }

  /// A value that the runbook does not list: a depth, a provider without connector, an entity type.
  private func undocumented(in request: TriggerRequest) -> String? {
    if !isDocumented(request.depth) { return "depth \(spelled(request.depth))" }
    if case .string(let name) = request.provider, name != "github", name != "vercel" {
      return "the provider \(name)"
    }
    let known = EntityType.allCases.filter { $0 != .unknown }.map(\.name)
    return request.entityTypes?.first { !known.contains($0) }.map { "the entity type \($0)" }
  }

  private func isDocumented(_ depth: RawValue) -> Bool {
    switch depth {
    case .absent, .null: true
    case .number(let days): days == 7 || days == 30 || days == 90
    case .string(let text): isDocumented(Double(text).map { .number($0) } ?? .bool(false))
    case .bool: false
    }
  }

  /// The types of the workers that a call led to, against those it asked for or the defaults.
  private func entityTypesFinding(_ request: TriggerRequest, step: Int, at: SimTime) -> Finding {
    guard let index = installation(named: request.installationID) else {
      return .notExercised("the world does not have the installation")
    }
    let run = orchestrators(of: index).last { run in
      self.request(before: run)?.step == step
    }
    guard let run, !workers(of: run).isEmpty else {
      return .notExercised("the call led to no worker")
    }
    let seen = Set(workers(of: run).map(\.unit.entityType.name))
    let defaults = Set(world.installations[index].provider.entityTypes.map(\.name))
    let asked = request.entityTypes ?? []
    let due = asked.isEmpty ? defaults : Set(asked)
    let names = seen.sorted().joined(separator: ", ")
    return seen == due
      ? .holds("answered 200; workers for \(names)")
      : .refuted(run.createdAt, "workers for \(names)")
  }

  fileprivate func badCallsAreRefused() -> Finding {
    let findings = calls.compactMap { call -> Finding? in
      guard let flaw = flaw(in: call.request) else { return nil }
      guard call.status >= 400 else {
        return .refuted(call.at, "a call with \(flaw) was answered \(call.status)")
      }
      return .holds("a call with \(flaw) was answered \(call.status)")
    }
    return .combine(findings, otherwise: "no manual trigger had anything wrong with it")
  }

  /// What is wrong with a call by the runbook's description, if anything.
  private func flaw(in request: TriggerRequest) -> String? {
    switch request.key {
    case .wrong: return "a wrong key"
    case .missing: return "no key"
    case .valid: break
    }
    if request.malformed { return "a body that is not JSON" }
    let fields = [
      ("installationId", request.installationID), ("provider", request.provider),
      ("orgId", request.organisationID),
    ]
    for (name, value) in fields {
      switch value {
      case .absent, .null, .string(""): return "no \(name)"
      case .number, .bool: return "\(name) \(spelled(value))"
      case .string: break
      }
    }
    if case .string(let name) = request.provider,
      !["github", "vercel", "linear", "sentry"].contains(name)
    {
      return "the unknown provider \"\(name)\""
    }
    return nil
  }

  private func spelled(_ value: RawValue) -> String {
    switch value {
    case .absent: "absent"
    case .null: "null"
    case .string(let text): "\"\(text)\""
    case .number(let number):
      number == number.rounded() && number.magnitude < 1e15 ? "\(Int(number))" : "\(number)"
    case .bool(let flag): "\(flag)"
    }
  }
}
