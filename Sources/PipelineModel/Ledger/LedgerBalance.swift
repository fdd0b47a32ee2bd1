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
      c.published + redelivered[unit], c.delivered + c.deadLettered + inQueue[unit],
      "published + redelivered = delivered + dead + in the queue")
    require(
      c.delivered + restored[unit] + recaptured[unit],
      c.stored + c.captureDuplicates + c.captureFiltered + c.captureLost + inCapture[unit],
      "delivered + begun twice + written twice = stored + duplicate + filtered + lost + under way")
    if c.accepted > c.published {
      found.append("accepted \(c.accepted) > published \(c.published)")
    }
    if inQueue[unit] < 0 || inCapture[unit] < 0 || inPost[unit] < 0 {
      found.append("a hop gave out more than it took")
    }
    return found
  }
}
