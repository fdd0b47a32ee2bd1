import Testing

@testable import SimKernel

@Suite("Portable mathematics")
struct PortableMathTests {
  /// The distance from the exact value in units of the last place of that value.
  private func error(_ result: Double, _ row: ReferenceValues.Row) -> Double {
    ((result - row.value) - row.rest).magnitude / max(row.value.ulp, .leastNonzeroMagnitude)
  }

  @Test("log stays within 0.55 ulp of the exact logarithm")
  func logarithm() {
    for row in ReferenceValues.logarithms {
      #expect(error(PortableMath.log(row.x), row) < 0.55, "log(\(row.x))")
    }
    #expect(PortableMath.log(0) == -.infinity)
    #expect(PortableMath.log(-1).isNaN && PortableMath.log(.nan).isNaN)
    #expect(PortableMath.log(.infinity) == .infinity)
  }

  @Test("two logarithms at a time have the bits of one")
  func logarithmPairs() {
    var random = RandomStream(seed: 7)
    let edges = [1.0, 0x1p-53, 1.0.nextDown, 0x1p-1022, .greatestFiniteMagnitude]
    for x in edges + (0..<20_000).map({ _ in 1 - random.uniform() }) {
      let expected = (-PortableMath.logOfNormal(x)).bitPattern
      #expect(PortableMath.minusLogOfNormals(x, 2)[0].bitPattern == expected)
      #expect(PortableMath.minusLogOfNormals(2, x)[1].bitPattern == expected)
    }
  }

  @Test("exp stays within 1 ulp of the exact exponential")
  func exponential() {
    for row in ReferenceValues.exponentials {
      #expect(error(PortableMath.exp(row.x), row) < 1, "exp(\(row.x))")
    }
    #expect(PortableMath.exp(710) == .infinity && PortableMath.exp(-746) == 0)
    #expect(PortableMath.exp(-745) == .leastNonzeroMagnitude)
    #expect(PortableMath.exp(.nan).isNaN)
  }

  @Test("the normal quantile is right to 12 digits, tails included")
  func normalQuantile() {
    for row in ReferenceValues.normalQuantiles {
      let result = PortableMath.normalQuantile(row.x)
      let tolerance = 1e-15 + 1e-14 * row.value.magnitude
      #expect((result - row.value).magnitude <= tolerance, "\(row.x)")
    }
  }

  @Test("pow and squareRoot agree with exact cases")
  func powers() {
    for exponent in [0.5, 1, 2, -3, 10] {
      #expect((PortableMath.pow(2, exponent) / exactPower(exponent) - 1).magnitude < 1e-14)
    }
    #expect(PortableMath.squareRoot(2) == 0x1.6a09e667f3bcdp0)
  }

  private func exactPower(_ exponent: Double) -> Double {
    if exponent == 0.5 { return 0x1.6a09e667f3bcdp0 }
    return Double(sign: .plus, exponent: Int(exponent), significand: 1)
  }

  @Test("the same bits everywhere: a digest of many results")
  func sameBits() {
    var random = RandomStream(seed: 3)
    var digest = TraceFingerprint()
    for _ in 0..<10_000 {
      let x = random.uniform()
      digest.combine(PortableMath.log(x).bitPattern)
      digest.combine(PortableMath.exp(20 * x - 10).bitPattern)
      digest.combine(PortableMath.normalQuantile(x + 0x1p-54).bitPattern)
    }
    #expect(digest.hex == "d9bb8b9d66e3ceac")
  }

  @Test("Student's t quantiles equal the printed tables")
  func student() {
    let table: [(freedom: Int, probability: Double, value: Double)] = [
      (1, 0.975, 12.706_204_736), (2, 0.975, 4.302_652_730), (5, 0.95, 2.015_048_373),
      (10, 0.995, 3.169_272_673), (30, 0.975, 2.042_272_456), (1000, 0.975, 1.962_339_081),
    ]
    for row in table {
      let value = StudentT.quantile(row.probability, degreesOfFreedom: row.freedom)
      #expect((value - row.value).magnitude < 1e-8, "\(row)")
      let mirrored = StudentT.quantile(1 - row.probability, degreesOfFreedom: row.freedom)
      #expect((mirrored + row.value).magnitude < 1e-8, "\(row)")
      let back = StudentT.cumulative(value, degreesOfFreedom: row.freedom)
      #expect((back - row.probability).magnitude < 1e-12, "\(row)")
    }
  }
}
