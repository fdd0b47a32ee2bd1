import SimKernel

/// What the draws and the milestones of a request are keyed by.
struct RequestIdentity: Sendable, BitwiseCopyable {
  /// What the draws of the run are keyed by.
  var key: UInt64 = 0
  /// Number of the run.
  var run: Int32 = 0
  var installation: Int32 = -1
  var unit = UnitOfWork.none
  /// Which run of its unit or installation it is, from 1.
  var round: Int32 = 1
  /// Attempt of its step, from 1.
  var attempt: Int32 = 1
  /// How many installations the one replaces whose request it is.
  var generation: UInt8 = 0
  /// The parallel step it is for, or -1.
  var target: Int32 = -1
}
