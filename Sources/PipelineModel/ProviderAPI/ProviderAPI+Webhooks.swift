extension ProviderAPI {
  /// The number of what was delivered.
  @inline(__always)
  mutating func number(of data: DeliveryData) -> Int {
    let place = items.place(of: data.item, in: data.unit)
    return items.number(at: place, in: data.unit)
  }

  /// The action that a delivery's event names.
  mutating func action(of data: DeliveryData) -> ItemChange? {
    data.isLive && data.version > 1
      ? lives.change(of: data.item, version: data.version)
      : listedAs(data.item, in: data.unit, version: data.version)
  }
}
