import SimKernel

typealias PipelineSchedule = Schedule<PipelineEvent>

extension PipelineSchedule {
  /// `at` as one function: the kernel's, inlined at some forty calls, would fill the cache of
  /// instructions.
  @inline(never)
  mutating func plan(at time: SimTime, _ event: PipelineEvent) { at(time, event) }

  /// `after` as one function.
  @inline(__always)
  mutating func plan(after delay: SimDuration, _ event: PipelineEvent) {
    plan(at: now + delay, event)
  }
}
