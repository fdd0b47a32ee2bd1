/// Which functions an event starts or cancels, by the event's name.
struct Subscriptions: Sendable {
  /// A function's rule to cancel its runs.
  struct Cancellation: Sendable {
    var function: Int
    var match: KeyMask
  }

  /// Functions by event, one bit each.
  private var starts = ContiguousArray<UInt64>(repeating: 0, count: 256)
  private var cancellations = [[Cancellation]](repeating: [], count: 256)

  init(_ functions: [FunctionSettings]) {
    for (index, function) in functions.enumerated() {
      for event in function.triggers { starts[Int(event)] |= 1 << UInt64(index) }
      for rule in function.cancelOn {
        cancellations[Int(rule.event)].append(Cancellation(function: index, match: rule.match))
      }
    }
  }

  /// Functions an event starts, one bit each, the first registered in the lowest.
  @inline(__always)
  func starts(_ event: UInt8) -> UInt64 { starts[Int(event)] }

  /// Rules an event fulfils, function by function.
  @inline(__always)
  func cancellations(_ event: UInt8) -> [Cancellation] { cancellations[Int(event)] }
}

/// A concurrency limit of a function, by the place of its definition, -1 for none.
struct LimitRule: Sendable, BitwiseCopyable {
  var definition: Int32 = -1
  var key: KeyMask = []
}
