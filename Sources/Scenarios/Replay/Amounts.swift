/// What a run cost and left behind; also the difference of two runs.
public struct Amounts: Codable, Sendable, Equatable {
  public var executions: Int
  public var providerRequests: Int
  public var endedMicroseconds: Int64
  /// Expected items that have an observation, and those that have none.
  public var stored: Int
  public var missing: Int
  public var duplicateDeliveries: Int
  public var duplicateStored: Int

  /// Nothing.
  static let zero = Amounts(
    executions: 0, providerRequests: 0, endedMicroseconds: 0, stored: 0, missing: 0,
    duplicateDeliveries: 0, duplicateStored: 0)

  static func - (left: Amounts, right: Amounts) -> Amounts {
    left.combined(right) { $0 - $1 }
  }

  static func + (left: Amounts, right: Amounts) -> Amounts {
    left.combined(right) { $0 + $1 }
  }

  private func combined(_ other: Amounts, _ operation: (Int64, Int64) -> Int64) -> Amounts {
    func amount(_ path: KeyPath<Amounts, Int>) -> Int {
      Int(operation(Int64(self[keyPath: path]), Int64(other[keyPath: path])))
    }
    return Amounts(
      executions: amount(\.executions), providerRequests: amount(\.providerRequests),
      endedMicroseconds: operation(endedMicroseconds, other.endedMicroseconds),
      stored: amount(\.stored), missing: amount(\.missing),
      duplicateDeliveries: amount(\.duplicateDeliveries),
      duplicateStored: amount(\.duplicateStored))
  }
}
