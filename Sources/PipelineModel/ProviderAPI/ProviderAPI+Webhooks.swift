extension ProviderAPI {
  /// What was delivered; its action only where anything happens to items.
  @inline(__always)
  mutating func delivered(_ data: DeliveryData, withAction: Bool) -> DeliveredItem {
    let place = items.place(of: data.item, in: data.unit)
    return DeliveredItem(
      key: items.key(of: data.item, in: data.unit), number: items.number(at: place, in: data.unit),
      action: withAction ? action(of: data) : nil)
  }

  /// The action that a delivery's event names.
  private mutating func action(of data: DeliveryData) -> ItemChange? {
    data.isLive && data.version > 1
      ? lives.change(of: data.item, version: data.version)
      : listedAs(data.item, in: data.unit, version: data.version)
  }
}
