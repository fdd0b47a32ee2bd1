extension Ledger {
  /// The balance of every hop of a unit; sentences for what does not add up.
  ///
  /// At each hop: what came in = what went on + what was refused + what is under way.
  func imbalances(of unit: Int) -> [String] {
    let c = units[unit]
    var found: [String] = []
    func require(_ left: Int, _ right: Int, _ sentence: String) {
      if left != right { found.append("\(sentence): \(left) is not \(right)") }
    }
    require(
      c.posted,
      c.accepted + c.duplicateRefused + c.duplicatePublished + c.failedPosts + inPost[unit],
      "posted = accepted + duplicate + failed + under way")
    require(
      c.published + c.repeatedDeliveries, c.delivered + c.deadLettered + inQueue[unit],
      "published + delivered twice = delivered + dead + in the queue")
    require(
      c.delivered + c.repeatedCaptures + c.repeatedStores,
      c.stored + c.captureDuplicates + c.captureFiltered + c.captureLost + inCapture[unit],
      "delivered + begun twice + written twice = stored + duplicate + filtered + lost + under way")
    let held = held[unit] ?? 0
    if c.accepted > c.published + held {
      let back = held > 0 ? " and \(held) held back" : ""
      found.append("accepted \(c.accepted) > published \(c.published)\(back)")
    }
    require(
      c.missing, c.lost + c.filteredOnPurpose, "missing = lost + filtered on purpose")
    if c.undelivered > c.lost {
      found.append("undelivered \(c.undelivered) > lost \(c.lost)")
    }
    if inQueue[unit] < 0 || inCapture[unit] < 0 || inPost[unit] < 0 {
      found.append("a hop gave out more than it took")
    }
    return found
  }

  /// The balance of the items themselves: each that came is one, all further times are repetitions.
  func imbalances() -> [String] { imbalances(distinct: distinct) }

  /// The same with the number of items that their rows say were delivered and stored.
  func imbalances(distinct: (delivered: Int, stored: Int)) -> [String] {
    var all = HopCounts()
    for unit in units.indices { all += units[unit] }
    return [
      ("delivered", distinct.delivered, all.duplicateDeliveries, all.delivered),
      ("stored", distinct.stored, all.duplicateStored, all.stored),
    ].compactMap { word, items, again, times in
      items + again == times
        ? nil : "items \(word) + again = times \(word): \(items) + \(again) is not \(times)"
    }
  }
}
