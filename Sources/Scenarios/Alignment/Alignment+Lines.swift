import PipelineModel
import SimKernel

extension Alignment.Line {
  /// The folded lines of two runs from a time on, in the order of their times.
  ///
  /// Two lines are one when they say the same of the same actor at the same time; the number of a
  /// run is not part of its name here, as runs are numbered in the order of their creation.
  static func merged(
    _ left: [TimelineEntry], _ right: [TimelineEntry], from time: SimTime
  ) -> [Alignment.Line] {
    struct Key: Hashable {
      let time: SimTime
      let actor: String
      let text: String

      init(_ entry: TimelineEntry) {
        (time, actor, text) = (entry.time, Alignment.Line.unnumbered(entry.actor), entry.text)
      }
    }
    // A folded line that began before goes on behind the divergence where it ends otherwise.
    var rest: [Key: Int] = [:]
    for entry in right { rest[Key(entry), default: 0] += 1 }
    var lines: [(order: Int, line: Alignment.Line)] = []
    for entry in left {
      let key = Key(entry)
      let isShared = (rest[key] ?? 0) > 0
      if isShared { rest[key, default: 0] -= 1 }
      guard entry.time >= time || !isShared else { continue }
      lines.append(
        (
          lines.count,
          Alignment.Line(
            atMicroseconds: entry.time.microseconds, actor: entry.actor, left: entry.text,
            right: isShared ? entry.text : nil)
        ))
    }
    for entry in right {
      let key = Key(entry)
      guard (rest[key] ?? 0) > 0 else { continue }
      rest[key, default: 0] -= 1
      lines.append(
        (
          lines.count,
          Alignment.Line(
            atMicroseconds: entry.time.microseconds, actor: entry.actor, left: nil,
            right: entry.text)
        ))
    }
    return paired(
      lines.sorted { ($0.line.atMicroseconds, $0.order) < ($1.line.atMicroseconds, $1.order) }
        .map(\.line))
  }

  /// A line of the left and one of the right side, of the same actor at the same time, as one.
  private static func paired(_ lines: [Alignment.Line]) -> [Alignment.Line] {
    var paired: [Alignment.Line] = []
    for line in lines {
      let place = paired.indices.suffix(8).last {
        paired[$0].right == nil && paired[$0].atMicroseconds == line.atMicroseconds
          && unnumbered(paired[$0].actor) == unnumbered(line.actor)
      }
      if line.left == nil, let place {
        paired[place].right = line.right
      } else {
        paired.append(line)
      }
    }
    return paired
  }

  /// "worker app issue" of "worker #12 app issue".
  private static func unnumbered(_ actor: String) -> String {
    let words = actor.split(separator: " ", omittingEmptySubsequences: false)
    guard words.count > 1, words[1].first == "#" else { return actor }
    return (words.prefix(1) + words.dropFirst(2)).joined(separator: " ")
  }
}

extension Alignment.Count {
  /// The hops that matter always, and all in which the two differ.
  static func hops(_ left: HopCounts, _ right: HopCounts) -> [Alignment.Count] {
    let all: [(String, (HopCounts) -> Int, Bool)] = [
      ("expected", \.expected, true), ("fetched", \.fetched, false), ("posted", \.posted, false),
      ("accepted", \.accepted, true),
      ("answered duplicate", { $0.duplicateRefused + $0.duplicatePublished }, true),
      ("failed posts", \.failedPosts, false), ("published", \.published, true),
      ("dead-lettered", \.deadLettered, false), ("delivered", \.delivered, true),
      ("delivered again", \.duplicateDeliveries, false), ("stored", \.stored, true),
      ("stored again", \.duplicateStored, false), ("missing", \.missing, true),
    ]
    return all.compactMap { name, value, isShown in
      let count = Alignment.Count(name: name, left: value(left), right: value(right))
      return isShown || count.left != count.right ? count : nil
    }
  }

  /// The fates of the expected items on either side.
  static func fates(_ left: Evidence, _ right: Evidence) -> [Alignment.Count] {
    func counts(_ evidence: Evidence) -> [Fate: Int] {
      Dictionary(uniqueKeysWithValues: evidence.fateCounts().map { ($0.fate, $0.count) })
    }
    let (mine, theirs) = (counts(left), counts(right))
    return Fate.allCases.compactMap { fate in
      let count = Alignment.Count(
        name: fate.rawValue, left: mine[fate] ?? 0, right: theirs[fate] ?? 0)
      return count.left + count.right > 0 ? count : nil
    }
  }
}
