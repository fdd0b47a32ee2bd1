import Foundation

/// Has the C library keep what a finished run gives back, for the next run.
///
/// glibc otherwise returns it to the system, and each run of a sweep takes some seventy page
/// faults. Its header is not importable, so its `mallopt` is found by name; others have none.
func keepFreedMemory() {
  guard let symbol = dlsym(nil, "mallopt") else { return }
  let mallopt = unsafeBitCast(symbol, to: (@convention(c) (CInt, CInt) -> CInt).self)
  let (trimThreshold, mapThreshold): (CInt, CInt) = (-1, -3)
  _ = mallopt(trimThreshold, 64 << 20)
  _ = mallopt(mapThreshold, 4 << 20)
}
