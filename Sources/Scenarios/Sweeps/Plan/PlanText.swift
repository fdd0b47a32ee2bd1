import SimKernel

extension SweepPlan {
  /// What `--plan` prints: what varies, how many runs that makes, and what they will cost.
  public func text(
    shard: SweepShard, estimate: SweepEstimate, output: String?, threads: Int
  ) -> String {
    var rows = axes.map { axis in
      (axis.name, "\(axis.values.count) values: \(Self.listed(axis.values.map(\.text)))")
    }
    let product = Self.product(of: axes) ?? points
    rows.append(
      (
        "points",
        points == product
          ? "\(points)" : "\(points); \(product - points) others are excluded by constraints"
      ))
    rows.append(("profiles", profiles.map(\.label).joined(separator: ", ")))
    rows.append(("seeds", Self.listed(seeds.map { "\($0)" })))
    rows.append(("runs", "\(runs)"))
    if shard.count > 1 {
      let source = shard.source.map { " (from \($0))" } ?? ""
      rows.append(("shard", "\(shard)\(source): \(estimate.runs) runs"))
    }
    let busy = max(1, min(threads, estimate.runs))
    let time = Self.rounded(estimate.workMicroseconds / Int64(busy))
    rows.append(
      (
        "time",
        "about \(time) on \(busy) \(busy == 1 ? "thread" : "threads"), from \(estimate.tried) of"
          + " the runs"
      ))
    let size = Self.size(estimate.bytes)
    rows.append(
      (
        "writes",
        output.map {
          "\(VisibleText.of($0)), about \(size), and as much beside it until it is whole"
        } ?? "about \(size) to the standard output"
      ))
    let width = (rows.map(\.0.count).max() ?? 0) + 2
    let margin = String(repeating: " ", count: width + 2)
    return title.wrapped(TextTable.width, margin: "") + "\n\n"
      + rows.map { name, value in
        "  " + name.padded(to: width) + value.wrapped(TextTable.width, margin: margin) + "\n"
      }.joined()
  }

  private static func listed(_ texts: [String]) -> String {
    guard texts.count > 6 else { return texts.joined(separator: ", ") }
    return texts.prefix(4).joined(separator: ", ") + " … \(texts[texts.count - 1])"
  }

  /// A duration in its two largest units at most.
  private static func rounded(_ microseconds: Int64) -> String {
    let units: [Int64] = [1_000, 100_000, 1_000_000, 60_000_000, 3_600_000_000, 86_400_000_000]
    let finest = units.last { $0 * 10 <= microseconds } ?? 1_000
    return DurationText.format((microseconds + finest / 2) / finest * finest)
  }

  private static func size(_ bytes: Int64) -> String {
    let units = [("GB", 1_000_000_000.0), ("MB", 1_000_000.0), ("KB", 1_000.0)]
    guard let unit = units.first(where: { Double(bytes) >= $0.1 }) else { return "\(bytes) B" }
    return "\((Double(bytes) / unit.1 * 10).rounded() / 10) \(unit.0)"
  }
}
