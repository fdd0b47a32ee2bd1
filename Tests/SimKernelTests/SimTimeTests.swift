import SimKernel
import Testing

@Suite("Simulated time")
struct SimTimeTests {
  @Test("is written exactly")
  func descriptions() {
    let texts: [(SimDuration, String)] = [
      (.zero, "0s"), (.microseconds(7), "7us"), (.microseconds(-3), "-3us"),
      (.milliseconds(250), "250ms"), (.microseconds(1500), "1.5ms"),
      (.milliseconds(12_500), "12.5s"),
      (.microseconds(12_500_001), "12.500001s"), (.minutes(90), "1h30m"), (.days(2), "2d"),
      (.days(1) + .seconds(1), "1d1s"), (-.hours(3), "-3h"),
      (SimDuration(microseconds: .min), "-106751991d4h54.775808s"),
    ]
    for (duration, text) in texts { #expect(duration.description == text) }
    #expect("\(SimTime.zero + .seconds(90))" == "1m30s" && "\(SimTime.distantFuture)" == "never")
  }

  @Test("adds, subtracts and compares")
  func arithmetic() {
    var time = SimTime.zero + .minutes(2)
    time += .seconds(3)
    #expect(time - .zero == .seconds(123) && time - .seconds(23) == .zero + .seconds(100))
    #expect(SimTime.zero < time && time < .distantFuture)
    #expect(SimDuration.hours(1) / 7 == .microseconds(514_285_714))
    #expect(SimDuration.milliseconds(3) * 4 - .milliseconds(2) == .milliseconds(10))
    #expect(-SimDuration.seconds(1) < .zero && SimDuration.seconds(2).inSeconds == 2)
    var sum = SimDuration.zero
    sum += .seconds(5)
    sum -= .seconds(2)
    #expect(sum == .seconds(3))
  }

  @Test("stays at the distant future")
  func saturates() {
    #expect(SimTime.distantFuture + .seconds(1) == .distantFuture)
    #expect(SimTime.distantFuture - .seconds(-1) == .distantFuture)
    #expect(SimTime(microseconds: .max - 1) + .microseconds(1) == .distantFuture)
  }

  @Test("rounds to the nearest microsecond")
  func rounding() {
    #expect(SimDuration(rounding: 2.4999).microseconds == 2)
    #expect(SimDuration(rounding: 2.5001).microseconds == 3)
    #expect(SimDuration(rounding: -7).microseconds == -7)
    #expect(SimDuration(rounding: 0x1p50 + 1).microseconds == 1 << 50 + 1)
  }

  @Test("refuses what it cannot hold")
  func exits() async {
    await #expect(processExitsWith: .failure) { _ = SimTime(microseconds: .min) - .seconds(1) }
    await #expect(processExitsWith: .failure) {
      // Printed, because an optimized build drops the trap of a result that nobody uses.
      print(SimDuration(microseconds: .max) + .seconds(1))
    }
    await #expect(processExitsWith: .failure) { _ = SimDuration(rounding: .nan) }
    await #expect(processExitsWith: .failure) { _ = SimDuration(rounding: 1e16) }
  }
}
