import SimKernel

extension Pipeline {
  /// The app is deployed: runs in flight go on with its new code, and find what it calls otherwise
  /// no more; requests in flight end with the old code.
  mutating func deploy(_ deploy: Deploy, at now: SimTime) {
    host.deploy(deploy, at: now)
    for function in deploy.functions { engine.rename(function: function.rawValue, at: now) }
    guard !deploy.steps.isEmpty else { return }
    leaveTables()
    for run in engine.runs.indices where engine.runs[run].isOpen {
      engine.renameSteps(of: Int32(run)) { step in
        deploy.steps.contains(StepID(number: step).name)
          ? StepID(number: step).renamed.number : step
      }
    }
  }

  /// Whether a request asks for a function by a name that the app has no more: it answers 500 (the
  /// SDK's "could not find function with ID", inngest/inngest#1478).
  mutating func refusesOldName(
    _ reference: RequestReference, _ schedule: inout PipelineSchedule
  ) -> Bool {
    let slot = Int(reference.slot)
    guard let request = engine.openRequest(reference), engine.hasOldName(request.run.slot) else {
      return false
    }
    host.makeRoom(for: slot)
    guard load(reference, at: schedule.now) else { return false }
    let record = host.requests[slot].record
    if record >= 0 { accounts.runs[Int(record)].attempts += 1 }
    host.requests[slot].losesResponse = false
    end(reference, .lost(.status(500)), &schedule)
    return true
  }

  /// Whether a message was published with a key that is not the callers' any more.
  func hasOldKey(_ message: QueueMessage) -> Bool {
    guard let rotated = host.renames.keyAt else { return false }
    return message.publishedAt < rotated
  }

  /// Captures in flight go on with their body, and new ones by tables of the new profile.
  mutating func leaveTables() {
    for run in host.captures.indices where host.captures[run].row >= 0 {
      guard engine.runs[run].isOpen,
        engine.function(of: Int32(run)) == Int(FunctionKind.capture.rawValue)
      else { continue }
      leaveTable(Int32(run))
    }
    host.captureTables.learnAnew(profile.console, longest: profile.backfill.longestRequest)
  }
}
