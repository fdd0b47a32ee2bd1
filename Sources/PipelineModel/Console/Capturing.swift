import SimKernel

extension Console {
  /// What is to be captured of a delivery for a workspace; key, number and action are the item's.
  @inline(__always)
  mutating func captureData(
    of data: DeliveryData, in workspace: Int32, attempt: Int32, key: UInt64, number: Int,
    action: ItemChange?
  ) -> CaptureData {
    CaptureData(
      source: sourceIDs.id(
        of: number, data.unit, workspace: workspace, key: key, action: action),
      item: data.item, workspace: workspace, place: data.place,
      edition: UInt32(truncatingIfNeeded: data.times) << 8
        | UInt32(truncatingIfNeeded: attempt) & 0xff,
      unit: data.unit,
      significance: Int16(
        clamping: sourceIDs.significance(of: key, data.unit.entityType, action: action)),
      generation: data.generation)
  }

  /// One function takes in what was delivered, and captures it; the engine tells deliveries apart
  /// by the organisation, as nobody has asked for its workspace yet.
  mutating func deliveryEvent(
    of data: DeliveryData, key: UInt64, number: Int, action: ItemChange?
  ) -> PipelineEngineEvent {
    let tenant = -2 - data.organisation
    let source = sourceIDs.id(of: number, data.unit, workspace: tenant, key: key, action: action)
    return PipelineEngineEvent(source, of: tenant, .delivery(data))
  }
}

extension EngineEvent where Payload == EventPayload {
  /// What observation.capture begins with.
  @inline(__always)
  static func capture(_ data: CaptureData) -> PipelineEngineEvent {
    PipelineEngineEvent(data.source, of: data.workspace, .capture(data))
  }

  @inline(__always)
  fileprivate init(_ source: UInt64, of tenant: Int32, _ payload: EventPayload) {
    self.init(
      name: EventName.capture.rawValue,
      key: EventKey(
        tenant, Int32(truncatingIfNeeded: source >> 32), Int32(truncatingIfNeeded: source)),
      payload: payload)
  }
}
