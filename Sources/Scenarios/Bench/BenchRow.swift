/// One measured line, as text or JSON.
public struct BenchRow: Sendable, Encodable {
  /// What was measured.
  public let workload: String
  /// Pending events, clients, threads, pages of the worker, customers of the fleet or items hunted
  /// in; 1 for `mm1`.
  public let pending: Int
  /// Events measured; customers of `mm1` and `replications`; faults of `hunt`; of the pipeline
  /// those of one run, as of the fleet.
  public let events: Int
  public let nanosecondsPerEvent: Double
  /// The same of the first run; only for the pipeline.
  public let firstNanosecondsPerEvent: Double?
  public let eventsPerSecond: Double
  /// Items through the whole pipeline per second; only for the pipeline.
  public let itemsPerSecond: Double?
  /// Blocks of memory per event, where they were counted.
  public let allocationsPerEvent: Double?
  /// 16 hexadecimal digits; equal for equal work.
  public let checksum: String
  /// Where the time of the whole model went.
  public let kinds: [PipelineShare]?
  /// What the whole model keeps per item.
  public let bytesPerItem: BytesPerItem?

  /// A kernel workload.
  public init(_ result: BenchResult, name: String, allocationsPerEvent: Double? = nil) {
    workload = name
    self.allocationsPerEvent = allocationsPerEvent
    pending = result.pending
    events = result.events
    nanosecondsPerEvent = result.nanosecondsPerEvent
    firstNanosecondsPerEvent = nil
    eventsPerSecond = result.eventsPerSecond
    itemsPerSecond = nil
    checksum = hexadecimal(result.checksum)
    kinds = nil
    bytesPerItem = nil
  }

  /// Every single fault of a small world.
  public init(_ result: HuntBench) {
    workload =
      "hunt \(result.profile.label), " + (result.isInCopies ? "in copies" : "from the beginning")
    pending = result.items
    events = result.sites
    nanosecondsPerEvent = result.nanosecondsPerSite
    firstNanosecondsPerEvent = nil
    eventsPerSecond = 1e9 / result.nanosecondsPerSite
    itemsPerSecond = nil
    allocationsPerEvent = nil
    checksum = result.digest
    kinds = nil
    bytesPerItem = nil
  }

  /// A run of the whole model.
  public init(_ result: PipelineBench, allocationsPerEvent: Double? = nil) {
    workload = "\(result.load.name) \(result.profile.label)"
    pending = result.load.size
    events = result.events
    nanosecondsPerEvent = result.nanosecondsPerEvent
    firstNanosecondsPerEvent = result.firstNanosecondsPerEvent
    eventsPerSecond = 1e9 / result.nanosecondsPerEvent
    itemsPerSecond = result.itemsPerSecond
    self.allocationsPerEvent = allocationsPerEvent
    checksum = hexadecimal(result.checksum)
    kinds = result.shares
    bytesPerItem = BytesPerItem(result.memory, items: result.items)
  }

  /// One object with stable keys.
  public var json: String { JSONOutput.text(self, onOneLine: true) }

  /// One line for people, and for the whole model one for each kind of event and one for memory.
  public var text: String {
    ([summary] + (kinds ?? []).map(\.text) + [bytesPerItem?.text].compactMap(\.self))
      .joined(separator: "\n")
  }

  private var summary: String {
    let items = itemsPerSecond.map { ", \(Int($0).formatted) items/s" } ?? ""
    let first = firstNanosecondsPerEvent.map { " (first run \($0.oneDigit))" } ?? ""
    let blocks = allocationsPerEvent.map { ", \($0) allocations/event" } ?? ""
    return "\(workload), \(pending.formatted): \(nanosecondsPerEvent.oneDigit) ns/event\(first), "
      + "\(Int(eventsPerSecond).formatted) events/s\(items)\(blocks), checksum \(checksum)"
  }
}

extension Int {
  /// Digits in groups of three.
  var formatted: String {
    var groups: [String] = []
    var rest = "\(self)"
    while rest.count > 3 {
      groups.insert(String(rest.suffix(3)), at: 0)
      rest.removeLast(3)
    }
    return ([rest] + groups).joined(separator: ",")
  }
}
