import PipelineModel

/// A search for levers that only together make one scenario as it is to be.
///
/// It begins with everything the runbook believes and with proposals, and takes out one lever after
/// another as long as it still is: what others decide first, what is easy to have last.
/// The result is smallest in the sense that no single lever can be left out.
struct SmallestSet: Sendable {
  let plan: ReplayPlan
  var recording = Experiment.Recording.items
  /// Whether a run is as it is to be.
  let isMended: @Sendable (Replay) -> Bool

  struct Found: Sendable {
    /// Empty when not even all of them mend it.
    let settings: [LeverSetting]
    let amounts: Amounts?
    let runs: Int
  }

  /// Runs once for each lever, one after the other.
  func found() -> Found {
    var settings: [LeverSetting] = []
    var runs = 0
    for start in starts {
      runs += 1
      if holds(start) {
        settings = start
        break
      }
    }
    guard !settings.isEmpty else { return Found(settings: [], amounts: nil, runs: runs) }
    for setting in settings {
      let fewer = settings.filter { $0.name != setting.name }
      guard !fewer.isEmpty else { break }
      runs += 1
      if holds(fewer) { settings = fewer }
    }
    return Found(settings: settings, amounts: Trial(replay(settings)).amounts, runs: runs + 1)
  }

  private func holds(_ settings: [LeverSetting]) -> Bool {
    isMended(replay(settings))
  }

  private func replay(_ settings: [LeverSetting]) -> Replay {
    Change(settings).changed(plan).run(recording: recording)
  }

  /// Everything the runbook believes, alone and with each proposal over it, then with all of them.
  private var starts: [[LeverSetting]] {
    var all: [String: LeverSetting] = [:]
    for setting in Candidate.beliefs { all[setting.name] = setting }
    let beliefs = all
    let single = Candidate.proposals.map { proposal in
      ordered(beliefs.merging([proposal.name: proposal]) { _, proposed in proposed })
    }
    for setting in Candidate.proposals where all[setting.name] == nil {
      all[setting.name] = setting
    }
    return [ordered(beliefs)] + single + [ordered(all)]
  }

  /// The order in which levers are taken out again.
  private func ordered(_ settings: [String: LeverSetting]) -> [LeverSetting] {
    let named = Lever.all.compactMap { settings[$0.name] }
    return Standing.allCases.reversed().flatMap { standing in
      named.filter { $0.standing == standing }
    }
  }
}
