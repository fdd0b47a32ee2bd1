import PipelineModel

/// A search for levers that only together make one scenario as it is to be.
///
/// It begins with everything the runbook believes, of what the scenario sets too, and with proposals, then with those of our own amounts
/// that alone lessen the loss, and takes out one lever after another as long as it still is, what others
/// decide first, what is easy to have last, and again until none can be taken out.
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

  /// Runs once for each lever, one after the other, and again while one was taken out.
  func found() -> Found {
    var settings: [LeverSetting] = []
    var runs = 0
    func look(_ starts: [[LeverSetting]]) {
      for start in starts where settings.isEmpty {
        runs += 1
        if holds(start) { settings = start }
      }
    }
    look(starts)
    if settings.isEmpty {
      let (lessening, played) = lessening()
      runs += played
      look([lessening, ordered(beliefs.merging(lessening.map { ($0.name, $0) }) { $1 })])
    }
    guard !settings.isEmpty else { return Found(settings: [], amounts: nil, runs: runs) }
    var isSmaller = true
    while isSmaller {
      isSmaller = false
      for setting in settings {
        let fewer = settings.filter { $0.name != setting.name }
        guard !fewer.isEmpty else { break }
        runs += 1
        guard holds(fewer) else { continue }
        (settings, isSmaller) = (fewer, true)
      }
    }
    return Found(
      settings: settings, amounts: RunSummary(replay(settings).outcome).amounts, runs: runs + 1)
  }

  private func holds(_ settings: [LeverSetting]) -> Bool {
    isMended(replay(settings))
  }

  private func replay(_ settings: [LeverSetting]) -> Replay {
    Change(settings).changed(plan).run(recording: recording)
  }

  /// Everything the runbook believes, alone and with each proposal over it, then with all of them.
  private var starts: [[LeverSetting]] {
    let beliefs = beliefs
    var all = beliefs
    let single = Candidate.proposals.map { proposal in
      ordered(beliefs.merging([proposal.name: proposal]) { _, proposed in proposed })
    }
    for setting in Candidate.proposals where all[setting.name] == nil {
      all[setting.name] = setting
    }
    return [ordered(beliefs)] + single + [ordered(all)]
  }

  /// The runbook's value of every lever in which the profiles differ, and of those that the scenario sets
  /// otherwise.
  private var beliefs: [String: LeverSetting] {
    let profile = plan.experiment(.counts).profile
    let levers = Lever.all.filter { $0.differs || $0.value(in: profile) != $0.runbook }
    return Dictionary(
      uniqueKeysWithValues: levers.compactMap { lever in
        LeverSetting(lever.name, lever.runbook).map { (lever.name, $0) }
      })
  }

  /// Of each amount of our own the value after which least is missing or twice, where that is less than
  /// it is today.
  private func lessening() -> (settings: [LeverSetting], runs: Int) {
    let today = replay([])
    let bounded = plan.bounded(by: today.outcome.events)
    let loss = ParetoFront.loss(RunSummary(today.outcome).amounts)
    var runs = 1
    let settings = Lever.all.filter(\.isOurs).compactMap { lever -> LeverSetting? in
      let values = lever.values(otherThan: lever.value(in: today.evidence.levers))
      let tried = values.compactMap { LeverSetting(lever.name, $0) }.map { setting in
        let run = RunSummary(
          Change([setting]).changed(bounded).run(recording: .counts).outcome)
        return (setting: setting, loss: run.isCutOff ? .max : ParetoFront.loss(run.amounts))
      }
      runs += tried.count
      return tried.min { $0.loss < $1.loss }.flatMap { $0.loss < loss ? $0.setting : nil }
    }
    return (settings, runs)
  }

  /// The order in which levers are taken out again.
  private func ordered(_ settings: [String: LeverSetting]) -> [LeverSetting] {
    let named = Lever.all.compactMap { settings[$0.name] }
    return Standing.allCases.reversed().flatMap { standing in
      named.filter { $0.standing == standing }
    }
  }
}
