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
        evidence.requests(for: index).contains(where: \.isManual)
      }
    },
  ]
}

extension Evidence {
  /// A manual trigger of the story, how it was answered, and the run it led to.
  private struct Call {
    let request: TriggerRequest
    let at: SimTime
    let status: Int
    let run: RunRecord?

    /// Whether the service took it: a run followed, or it was answered 2xx.
    var isAccepted: Bool { run != nil || (200..<300).contains(status) }
  }

  private var calls: [Call] {
    story.steps.enumerated().compactMap { index, step in
      guard case .trigger(let request) = step.action, let answer = answer(toStep: index) else {
        return nil
      }
      return Call(
        request: request, at: answer.at, status: Int(answer.status), run: run(ofStep: index))
    }
  }

  fileprivate func parametersAreTheDocumentedOnes() -> Finding {
    let findings = calls.filter { flaw(in: $0.request) == nil }.map { call -> Finding in
      if let depth = undocumentedDepth(in: call) {
        return call.isAccepted
          ? .refuted(call.at, "\(depth) was answered \(call.status)")
          : .holds("\(depth) was refused with \(call.status)")
      }
      if let stranger = undocumentedName(in: call.request) {
        return call.isAccepted
          ? .notExercised("\(stranger) was accepted")
          : .holds("\(stranger) was refused with \(call.status)")
      }
      guard call.isAccepted else {
        let how = call.status == 0 ? "not answered" : "answered \(call.status)"
        return .refuted(call.at, "a call with documented parameters was \(how)")
      }
      return entityTypesFinding(call)
    }
    return .combine(findings, otherwise: "no manual trigger with all its fields was answered")
  }

  /// The depth of a call, if the runbook does not list it: what its run was told, or, where none
  /// followed, what the caller wrote.
  private func undocumentedDepth(in call: Call) -> String? {
    let written = "depth \(spelled(call.request.depth)), not 7, 30 or 90,"
    if let run = call.run {
      return run.depth.map(Self.depths.contains) ?? false ? nil : written
    }
    switch call.request.depth {
    case .absent, .null: return nil
    case .number(let days): return [7, 30, 90].contains(days) ? nil : written
    case .string, .bool: return written
    }
  }

  /// A provider without connector or an entity type of none that a call names.
  private func undocumentedName(in request: TriggerRequest) -> String? {
    if case .string(let name) = request.provider, name != "github", name != "vercel" {
      return "the provider \(name)"
    }
    let known = EntityType.allCases.filter { $0 != .unknown }.map(\.name)
    return request.entityTypes?.first { !known.contains($0) }.map { "the entity type \($0)" }
  }

  /// The types of the workers that a call led to, against those it asked for or the defaults.
  private func entityTypesFinding(_ call: Call) -> Finding {
    guard let run = call.run, !workers(of: run).isEmpty else {
      return .notExercised("the call led to no worker")
    }
    let seen = Set(workers(of: run).map(\.unit.entityType.name))
    let defaults = world.installations[Int(run.installation)].provider.entityTypes.map(\.name)
    let asked = call.request.entityTypes ?? []
    let names = seen.sorted().joined(separator: ", ")
    return seen == Set(asked.isEmpty ? defaults : asked)
      ? .holds("answered \(call.status); workers for \(names)")
      : .refuted(run.createdAt, "workers for \(names)")
  }

  fileprivate func badCallsAreRefused() -> Finding {
    let findings = calls.compactMap { call -> Finding? in
      guard let flaw = flaw(in: call.request) else { return nil }
      guard call.isAccepted else {
        return .holds("a call with \(flaw) was answered \(call.status)")
      }
      let after = call.run.map { ", and run \($0.number) followed" } ?? ""
      return .refuted(call.at, "a call with \(flaw) was answered \(call.status)\(after)")
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
      return "the unknown provider \(VisibleText.quoted(name))"
    }
    return nil
  }

  private func spelled(_ value: RawValue) -> String {
    switch value {
    case .absent: "absent"
    case .null: "null"
    case .string(let text): VisibleText.quoted(text)
    case .number(let number):
      number == number.rounded() && number.magnitude < 1e15 ? "\(Int(number))" : "\(number)"
    case .bool(let flag): "\(flag)"
    }
  }
}
