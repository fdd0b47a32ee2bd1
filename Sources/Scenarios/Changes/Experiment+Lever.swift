import PipelineModel

extension Experiment {
  /// Runs it with a lever set otherwise, and keeps the counts only.
  func outcome(with setting: LeverSetting) -> Outcome {
    var changed = self
    setting.apply(to: &changed.profile)
    changed.recording = .counts
    return changed.run()
  }
}
