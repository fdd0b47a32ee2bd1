extension PortableMath {
  /// Minus the logarithms of two positive, finite numbers that are not subnormal.
  ///
  /// The operations of `logOfNormal` in the same order, so the same bits; two at a time.
  @inline(__always)
  static func minusLogOfNormals(_ first: Double, _ second: Double) -> SIMD2<Double> {
    typealias Bits = SIMD2<UInt64>
    let row0 = logRow(first)
    let row1 = logRow(second)
    let bits = unsafeBitCast(SIMD2(first, second), to: Bits.self)
    let offset = bits &- Bits(repeating: logOrigin)
    // The exponent, made positive, in the last places of 2^52: conversion without an instruction.
    let exponent = (offset &+ 0x4000_0000_0000_0000) &>> 52 | 0x4330_0000_0000_0000
    let k = unsafeBitCast(exponent, to: SIMD2<Double>.self) - (0x1p52 + 0x400)
    let zBits = bits &- (offset & 0xfff0_0000_0000_0000)
    let z = unsafeBitCast(zBits, to: SIMD2<Double>.self)
    let zHigh = unsafeBitCast(zBits & 0xffff_ffff_0000_0000, to: SIMD2<Double>.self)
    let inverse = SIMD2(logTable[row0], logTable[row1])
    let r = (zHigh * inverse - 1) + (z - zHigh) * inverse
    let whole = k * 0x1.62e42fefa38p-1 + SIMD2(logTable[row0 &+ 1], logTable[row1 &+ 1])
    let high = whole + r
    let rest = SIMD2(logTable[row0 &+ 2], logTable[row1 &+ 2])
    let low = (whole - high + r) + (k * 0x1.ef35793c7673p-45 + rest)
    let r2 = r * r
    let sixth = -1.0 / 6 + r * (1.0 / 7)
    let inner = (-0.25 + r * 0.2) + r2 * sixth
    let outer = (-0.5 + r * (1.0 / 3)) + r2 * inner
    return (-0.0 - high) - (low + r2 * outer)
  }
}
