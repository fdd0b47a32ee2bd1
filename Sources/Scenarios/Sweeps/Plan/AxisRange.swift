import SimKernel

/// Values from one end to another in linear or geometric steps.
///
/// Everything is computed in whole numbers of the smallest unit, or with `PortableMath`, so that
/// every machine plans the same sweep.
struct AxisRange {
  /// How the values go on from one to the next.
  enum Progression {
    case step(Int64)
    case factor(Double)
    case linear(count: Int)
    case geometric(count: Int)
  }

  /// More values than an axis can use.
  static let maximumCount = 100_000

  var from: Int64
  var to: Int64
  var form: NumberForm
  var progression: Progression

  /// The amounts in rising order, rounded and without repetitions; nil when there are too many.
  func amounts() -> [Int64]? {
    var amounts: [Int64] = []
    func add(_ amount: Int64) {
      if amount > amounts.last ?? .min { amounts.append(amount) }
    }
    switch progression {
    case .step(let step):
      guard (to - from) / step < Self.maximumCount else { return nil }
      amounts = Array(stride(from: from, through: to, by: Int64.Stride(step)))
    case .factor(let factor):
      var exact = Double(from)
      while exact < Double(to) * (1 + 0x1p-40) {
        add(min(rounded(exact), to))
        exact *= factor
        guard amounts.count < Self.maximumCount else { return nil }
      }
    case .linear(let count):
      for place in 0..<count {
        let part = Int128(to - from) * Int128(2 * place) + Int128(count - 1)
        add(from + Int64(part / Int128(2 * (count - 1))))
      }
    case .geometric(let count):
      let ratio = Double(to) / Double(from)
      for place in 0..<count - 1 {
        let exact = PortableMath.pow(ratio, Double(place) / Double(count - 1)) * Double(from)
        add(min(max(rounded(exact), from), to))
      }
      add(to)
    }
    return amounts
  }

  /// The nearest amount; durations from 10 s on in whole seconds.
  private func rounded(_ exact: Double) -> Int64 {
    let unit: Double = form == .duration && exact >= 10_000_000 ? 1_000_000 : 1
    let nearest = (exact / unit).rounded() * unit
    return nearest < 0x1p63 ? Int64(nearest) : .max
  }
}
