import PipelineModel
import SimKernel

/// The smallest case of each class, made on several threads and kept as it comes.
struct ShrunkClasses {
  let plan: HuntPlan
  let output: String?
  var threads = 1
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
    let known = try output.map { try HuntJournal.shrunk(of: $0, hunt: plan.digest) } ?? [:]
    let journal = try output.map { try HuntJournal(HuntJournal.path(of: $0, .whole)) }
    var shrunk = zip(classes, keys).map { found, key in
      known[key].flatMap { Shrunk($0, found, plan, explains: explains) }
    }
    let left = classes.indices.filter { shrunk[$0] == nil }
    let small = try SmallWorlds(plan, left.map { classes[$0] }, threads: threads) {
      advance("hunt in small worlds", $0, $1)
    }
    let shrinker = Shrinker(properties: plan.judge.properties)
    let work: @Sendable (Int) -> Shrunk = { [plan, explains] place in
      let found = classes[place]
      return Shrunk(found, plan, shrinker, small: small[found.key], explains: explains)
    }
    func take(_ place: Int, _ result: Shrunk) throws -> Bool {
      shrunk[left[place]] = result
      if let line = line(keys[left[place]], result, classes[left[place]]) {
        try journal?.append(line)
      }
      return true
    }
    func watch(_ done: Int, _ running: [Int]) { advance("shrinking", done, left.count) }
    try Campaign.inOrder(left, threads: threads, watch: watch, work, take: take)
    return shrunk.compactMap(\.self)
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
