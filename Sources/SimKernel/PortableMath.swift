/// Elementary functions that give the same bits on every CPU and with every C library.
///
/// Only IEEE 754 additions, multiplications, divisions and square roots, in a written order and
/// without fused operations. The simulated path uses these and no others.
public enum PortableMath {
  /// The natural logarithm, within 1 ulp; -infinity at 0, NaN below.
  ///
  /// The method of FreeBSD's `e_log.c` (Sun Microsystems 1993).
  public static func log(_ x: Double) -> Double {
    guard x >= 0x1p-1022, x < .infinity else { return logOfSpecial(x) }
    let bits = x.bitPattern
    // Split x into 2^exponent * fraction with fraction in sqrt(2)/2...sqrt(2).
    let offset = (bits &- 0x3fe6_a09e_667f_3bcd)
    let exponent = Int64(bitPattern: offset) >> 52
    let fraction = Double(bitPattern: bits &- (offset & 0xfff0_0000_0000_0000))
    let f = fraction - 1
    let s = f / (2 + f)
    let z = s * s
    let w = z * z
    let odd =
      w
      * (0.399_999_999_994_094_2 + w
        * (0.222_221_984_321_497_84
          + w * 0.153_138_376_992_093_73))
    let even =
      z
      * (0.666_666_666_666_673_5 + w
        * (0.285_714_287_436_623_9
          + w * (0.181_835_721_616_180_5 + w * 0.147_981_986_051_165_86)))
    let half = 0.5 * f * f
    let k = Double(exponent)
    let low = s * (half + (odd + even)) + k * 1.908_214_929_270_587_7e-10
    return k * 6.931_471_803_691_238e-1 - ((half - low) - f)
  }

  private static func logOfSpecial(_ x: Double) -> Double {
    if x == 0 { return -.infinity }
    if x < 0 || x.isNaN { return .nan }
    if x == .infinity { return .infinity }
    return log(x * 0x1p54) - 54 * 0.693_147_180_559_945_3
  }

  /// e to the power `x`, within 1 ulp; 0 below -745.2, infinity above 709.8.
  ///
  /// The method of FreeBSD's `e_exp.c` (Sun Microsystems 1993).
  public static func exp(_ x: Double) -> Double {
    if x.isNaN { return x }
    if x > 709.782_712_893_384 { return .infinity }
    if x < -745.133_219_101_941_2 { return 0 }
    let exponent = Int64(x * 1.442_695_040_888_963_4 + (x < 0 ? -0.5 : 0.5))
    let k = Double(exponent)
    let high = x - k * 6.931_471_803_691_238e-1
    let low = k * 1.908_214_929_270_587_7e-10
    let r = high - low
    let t = r * r
    let c =
      r - t
      * (0.166_666_666_666_666_02 + t
        * (-2.777_777_777_701_559_3e-3
          + t
          * (6.613_756_321_437_934e-5 + t
            * (-1.653_390_220_546_525_2e-6
              + t * 4.138_136_797_057_238_5e-8))))
    let y = 1 - ((low - r * c / (2 - c)) - high)
    if exponent > 1023 { return y * 0x1p1023 * Double(sign: .plus, exponent: 1, significand: 1) }
    if exponent >= -1022 { return y * powerOfTwo(exponent) }
    return y * powerOfTwo(exponent + 54) * 0x1p-54
  }

  private static func powerOfTwo(_ exponent: Int64) -> Double {
    Double(bitPattern: UInt64(bitPattern: exponent + 1023) << 52)
  }

  /// `base` to the power `exponent` for base > 0, relative error about 2e-16 * |exponent * ln base|.
  public static func pow(_ base: Double, _ exponent: Double) -> Double {
    exp(exponent * log(base))
  }
}
