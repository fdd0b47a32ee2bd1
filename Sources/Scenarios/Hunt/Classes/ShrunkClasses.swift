import PipelineModel
import SimKernel

/// The smallest case of each class, made on several threads and kept as it comes.
struct ShrunkClasses: Sendable {
  let plan: HuntPlan
  let output: String?
  let threads: Int
  let explains: Bool

  init(_ hunt: Hunt, explains: Bool) {
    (plan, output, threads) = (hunt.plan, hunt.output, hunt.threads)
    self.explains = explains
  }

  /// Shrinks what an interrupted hunt has not shrunk; in the order of the classes.
  ///
  /// Throws a `ReportedError` when it cannot be kept.
  func shrink(_ classes: [HuntClass], advance: HuntReport.Advance) throws -> [Shrunk] {
    let keys = classes.map(key)
    let lines = try output.map { try HuntJournal.shrunk(of: $0, hunt: plan.digest) } ?? [:]
    let journal = try output.map { try HuntJournal(HuntJournal.path(of: $0, .whole)) }
    let known = zip(classes, keys).map { found, key in
      lines[key].flatMap { Shrunk($0, found, plan, explains: explains) }
    }
    let left = classes.indices.filter { known[$0] == nil }
    let small = try SmallWorlds(plan, left.map { classes[$0] }, threads: threads) {
      advance("hunt in small worlds", $0, $1)
    }
    let groups = Self.groups(classes).filter { $0.contains { known[$0] == nil } }
    let shrinker = Shrinker(properties: plan.judge.properties)
    let work: @Sendable ([Int]) -> [Shrunk] = { group in
      self.shrink(group.map { (classes[$0], known[$0]) }, small, shrinker)
    }
    var shrunk = known
    func take(_ place: Int, _ results: [Shrunk]) throws -> Bool {
      for (index, result) in zip(groups[place], results) where shrunk[index] == nil {
        shrunk[index] = result
        if let line = line(keys[index], result, classes[index]) { try journal?.append(line) }
      }
      return true
    }
    func watch(_ done: Int, _ running: [Int]) {
      advance("shrinking", classes.count - shrunk.count { $0 == nil }, classes.count)
    }
    try Campaign.inOrder(groups, threads: threads, watch: watch, work, take: take)
    return shrunk.compactMap(\.self)
  }

  /// Classes that differ in the effect alone, by the first of each.
  private static func groups(_ classes: [HuntClass]) -> [[Int]] {
    var places: [HuntClass.Key: Int] = [:]
    var groups: [[Int]] = []
    for (index, found) in classes.enumerated() {
      let key = found.key.withoutEffect
      if let place = places[key] {
        groups[place].append(index)
      } else {
        places[key] = groups.count
        groups.append([index])
      }
    }
    return groups
  }

  /// Shrinks one after another: what one comes to, with the next one's effect, is begun with.
  private func shrink(
    _ group: [(found: HuntClass, known: Shrunk?)], _ small: SmallWorlds, _ shrinker: Shrinker
  ) -> [Shrunk] {
    var done: [(start: HuntCase, shrunk: Shrunk)] = []
    for (found, known) in group {
      let start = HuntCase(found.example, of: plan)
      let shrunk =
        known ?? done.lazy.compactMap { Shrunk(start, like: $0.start, $0.shrunk) }.first
        ?? Shrunk(
          start, found, shrinker,
          or: [small[found.key], done.last?.shrunk.smallest.withEffect(of: start)]
            .compactMap(\.self), explains: explains)
      done.append((start, shrunk))
    }
    return done.map(\.shrunk)
  }

  /// Digest of a class and of what is begun with.
  private func key(of found: HuntClass) -> String {
    var digest = TraceFingerprint()
    let troubles = found.key.troubles.flatMap { [$0.kind.rawValue, $0.detail] }
    let words = [found.key.part, found.key.effect, found.key.place] + troubles
    for word in words + [HuntCase(found.example, of: plan).text] {
      digest.combine(Array(word.utf8))
    }
    return digest.hex
  }

  /// What is kept of it; nothing where it is not itself again when it is read.
  private func line(
    _ key: String, _ shrunk: Shrunk, _ found: HuntClass
  ) -> HuntJournal.ShrunkLine? {
    guard output != nil else { return nil }
    let line = HuntJournal.ShrunkLine(
      hunt: plan.digest, shrunk: key, text: shrunk.smallest.text, isSmallest: shrunk.isSmallest,
      detail: shrunk.detail)
    let again = Shrunk(line, found, plan, explains: explains)
    return again?.smallest == shrunk.smallest ? line : nil
  }
}

extension Shrunk {
  /// What was kept of a class; nil where that says too little.
  init?(
    _ line: HuntJournal.ShrunkLine, _ found: HuntClass, _ plan: HuntPlan, explains: Bool
  ) {
    let start = HuntCase(found.example, of: plan)
    guard !explains || line.detail != nil, let smallest = start.withFile(line.text) else {
      return nil
    }
    self.init(
      smallest: smallest, isSmallest: line.isSmallest, detail: explains ? line.detail : nil)
  }
}

extension HuntClass.Key {
  fileprivate var withoutEffect: HuntClass.Key {
    HuntClass.Key(family: family, part: part, effect: "", place: place, troubles: troubles)
  }
}

extension HuntCase {
  /// The case as a file without a name.
  var text: String { HuntFile(name: "", title: "hunt", shrunk: self, expectations: []).text }

  /// A case about the same out of such a file; nil where it cannot be read.
  func withFile(_ text: String) -> HuntCase? {
    let source = SourceText(path: "hunt.jsonc", text: text)
    guard let root = try? JSON5Parser.parse(source) else { return nil }
    let chain = ScenarioChain(sources: [source], root: root, workloads: [:], digest: 0)
    let read = try? Fields.read(root, from: [source]) { Scenario($0, chain) }
    guard let read, let profile = read.profile else { return nil }
    var copy = self
    (copy.world, copy.story, copy.faults) = (read.world, read.story, read.faults)
    (copy.levers, copy.profile, copy.seed) = (read.levers, profile, read.seeds[0])
    for place in copy.faults.indices { copy.faults[place].rule = nil }
    return copy
  }
}
