import SimKernel

/// One call on a wire, as the faults of an experiment meet it.
public struct CallRecord: Sendable, Equatable, BitwiseCopyable {
  /// The kind of call.
  public var wire: Wire
  /// Who makes it, where a run or a route does.
  public var caller: Fault.Caller?
  /// The step it belongs to, where there is one.
  public var step: StepID
  /// When the caller makes it.
  public var at: SimTime
  /// Index of the installation, or -1.
  public var installation: Int32
  /// The unit, or none.
  public var unit: UnitOfWork
  /// Page of the unit, from 1, or 0.
  public var page: Int32
  /// Place on the page, from 1, or 0.
  public var item: Int32
  /// Attempt of the step or of the delivery, from 1.
  public var attempt: Int32
  /// Which run of the unit or of the installation, from 1.
  public var round: Int32

  /// The narrowest target that matches this call and every other attempt of it.
  public var target: Fault.Target {
    var target = Fault.Target()
    if unit.repository >= 0 {
      target.repository = Int(unit.repository)
      target.entityType = unit.entityType
    } else if installation >= 0 {
      target.installation = Int(installation)
    }
    if page > 0 { target.pages = Int(page)...Int(page) }
    if item > 0 { target.items = Int(item)...Int(item) }
    target.rounds = Int(round)...Int(round)
    target.caller = caller
    if step != .none, Fault.wiresOfSteps.contains(wire) { target.step = step.name }
    return target
  }
}
