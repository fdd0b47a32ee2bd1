import SimKernel
import Testing

@testable import PipelineModel

/// Two copies of a run share no memory that either of them writes in place.
///
/// Every list that keeps its memory is looked for, however deep it lies: a list that is added later
/// and forgotten in `makeOwn` is found as well.
@Suite("Rule: copies are separate")
struct CopyRuleTests {
  /// Never changed once they are made.
  private static let constant = ["limitRules"]

  @Test("A pipeline and its copy share no list")
  func pipelines() {
    for seed in 1...6 as ClosedRange<UInt64> {
      let experiment = Experiment.random(seed: seed, .asBuilt)
      let events = experiment.run().events
      for part in 1...3 {
        var original = experiment.simulation()
        original.run(maxEvents: events * part / 4)
        var copy = original
        copy.model.makeOwnIfCopied()
        copy.model.engine.begin()
        let shared = ListMemories(of: original.model).shared(with: ListMemories(of: copy.model))
        #expect(shared.subtracting(["engine.limitRules"]).sorted() == [], "seed \(seed)")
      }
    }
  }

  @Test("An engine and its copy share no list, also where runs wait in many places")
  func engines() {
    let function = LabFunction(
      "f", limits: [.init(name: "own", cap: 1, key: .a), .init(name: "fn", cap: 3)],
      throttle: .init(rate: Rate(count: 4, period: .seconds(10)))
    ) {
      LabStep.run("a", .seconds(4))
      LabStep.sleep(.seconds(9))
      LabStep.wait(LabEvent.done, timeout: .seconds(9))
    }
    var settings = LabSettings.recorded
    settings.engine.scanPerItem = .milliseconds(20)
    var lab = EngineLab([function], settings)
    lab.trigger("f", count: 12, keyed: true)
    lab.trigger("f", count: 12)
    lab.simulation.run(until: lab.origin + .milliseconds(500))
    let original = lab.simulation.model.engine
    var copy = original
    copy.begin()
    let memories = ListMemories(of: original)
    for path in ["throttles.entries[].waiting.places", "journals[]", "partitions[].line.places"] {
      #expect(memories.paths.contains(path), "\(path)")
    }
    let shared = memories.shared(with: ListMemories(of: copy))
    #expect(shared.subtracting(Self.constant).sorted() == [])
  }
}

/// The memory of every `ReusedList` in a value, by the path to it.
private struct ListMemories {
  private(set) var places: [ObjectIdentifier: String] = [:]
  var paths: Set<String> { Set(places.values) }

  init(of value: Any) { look(at: value, "") }

  func shared(with other: ListMemories) -> Set<String> {
    Set(places.filter { other.places[$0.key] != nil }.values)
  }

  private mutating func look(at value: Any, _ path: String) {
    let mirror = Mirror(reflecting: value)
    if let list = value as? any KeptList {
      let memory = mirror.children.first { $0.label == "memory" }?.value
      if let memory { places[ObjectIdentifier(memory as AnyObject)] = path }
      for element in list.all { look(at: element, path + "[]") }
      return
    }
    let isCollection = mirror.displayStyle == .collection
    for child in mirror.children {
      let name = isCollection ? "[]" : child.label.map { path.isEmpty ? $0 : ".\($0)" } ?? ""
      look(at: child.value, path + name)
    }
  }
}

private protocol KeptList {
  var all: [Any] { get }
}

extension ReusedList: KeptList {
  fileprivate var all: [Any] { map { $0 } }
}
