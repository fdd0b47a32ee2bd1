import SimKernel

/// Work takes at least as long as its bottleneck needs for it, computed from the runs alone.
///
/// Throttle: of starts with one key, n take at least n − 1 emission intervals less the tolerance.
/// Rate limit: an installation's pages fit into the windows of the time between its first start
/// and its last end.
enum FluidBound {
  static func broken(
    by runs: [RunRecord], _ throttle: FunctionSettings.Throttle?, _ rate: Rate, in world: World,
    at end: SimTime
  ) -> [String] {
    // The first place is that of an installation the world does not have, -1.
    var workers = [[RunRecord]](repeating: [], count: world.installations.count + 1)
    for run in runs where run.function == .worker && run.started {
      workers[Int(run.installation) + 1].append(run)
    }
    return workers.enumerated().flatMap { place, runs -> [String] in
      guard !runs.isEmpty else { return [] }
      let begun = place > 0 && world.installations[place - 1].window != nil
      return starts(of: runs, place - 1, throttle)
        + pages(of: runs, place - 1, rate, windows: begun ? 2 : 1, end)
    }
  }

  private static func starts(
    of workers: [RunRecord], _ installation: Int, _ settings: FunctionSettings.Throttle?
  ) -> [String] {
    guard let settings else { return [] }
    let interval = settings.rate.period / settings.rate.count
    let tolerance = interval * (settings.rate.count + settings.burst - 1)
    // With s(i) = start(i) − i · interval, every later s is at least every earlier one − tolerance.
    var latest: Int128?
    for (index, start) in workers.map(\.startedAt).sorted().enumerated() {
      let place = Int128(start.microseconds) - Int128(index) * Int128(interval.microseconds)
      if let latest, latest - place > Int128(tolerance.microseconds) {
        return [
          "installation \(installation) started \(index + 1) workers by \(start),"
            + " which its throttle does not allow"
        ]
      }
      latest = max(latest ?? place, place)
    }
    return []
  }

  private static func pages(
    of workers: [RunRecord], _ installation: Int, _ rate: Rate, windows least: Int64,
    _ end: SimTime
  ) -> [String] {
    let first = workers.map(\.startedAt).min() ?? .zero
    let last = workers.map { $0.outcome == .running ? end : $0.endedAt }.max() ?? end
    let windows = (last - first).microseconds / rate.period.microseconds + least
    let pages = workers.reduce(0) { $0 + Int($1.pages) }
    // A worker that was cut off may have one request on its way, which is answered after its end.
    let late = workers.count { $0.outcome != .completed }
    guard Int128(pages) > Int128(windows) * Int128(rate.count) + Int128(late) else { return [] }
    return [
      "installation \(installation) fetched \(pages) pages in \(last - first),"
        + " more than \(windows) windows of \(rate.count) requests allow"
    ]
  }
}
