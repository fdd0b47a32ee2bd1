import SimKernel

/// A backfill somebody asked for.
struct BackfillRequest: Sendable {
  var installation: Int32
  var at: SimTime
  var depth: SimDuration
  var types: [EntityType]
  /// The window's start as the orchestrator computed it.
  var since: SimTime?
  /// The story step that asked, or -1.
  var step: Int32

  /// What the trigger route accepted.
  init(_ data: TriggerData, step: Int32, at now: SimTime) {
    let connector = Connector(data.provider)
    let types = data.types.count > 0 ? data.types.types : connector?.defaultEntityTypes ?? []
    (installation, at, depth, since, self.step) = (data.installation, now, data.depth, nil, step)
    self.types = data.isDepthValid ? types.filter { connector?.supports($0) == true } : []
  }
}
