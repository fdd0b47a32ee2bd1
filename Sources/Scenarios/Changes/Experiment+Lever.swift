import PipelineModel

extension Experiment {
  /// The same with a lever set otherwise, and with the counts only; nil where it does not accept the value.
  func with(_ lever: Lever, _ value: LeverValue) -> Experiment? {
    var changed = self
    changed.recording = .counts
    return lever.set(value, in: &changed.profile) ? changed : nil
  }
}
