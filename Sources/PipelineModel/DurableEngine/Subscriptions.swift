/// Which functions an event starts or cancels, by the event's name.
struct Subscriptions: Sendable {
  /// A function's rule to cancel its runs.
  struct Cancellation: Sendable {
    var function: Int
    var match: KeyMask
  }

  private var starts = [[Int]](repeating: [], count: 256)
  private var cancellations = [[Cancellation]](repeating: [], count: 256)

  init(_ functions: [FunctionSettings]) {
    for (index, function) in functions.enumerated() {
      for event in function.triggers where starts[Int(event)].last != index {
        starts[Int(event)].append(index)
      }
      for rule in function.cancelOn {
        cancellations[Int(rule.event)].append(Cancellation(function: index, match: rule.match))
      }
    }
  }

  /// Functions an event starts, in the order of registration.
  @inline(__always)
  func starts(_ event: UInt8) -> [Int] { starts[Int(event)] }

  /// Rules an event fulfils, function by function.
  @inline(__always)
  func cancellations(_ event: UInt8) -> [Cancellation] { cancellations[Int(event)] }
}

/// A concurrency limit of a function, by the place of its definition, -1 for none.
struct LimitRule: Sendable, BitwiseCopyable {
  var definition: Int32 = -1
  var key: KeyMask = []
}
