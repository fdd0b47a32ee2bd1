extension Situation.Cause {
  /// What an error's text says, in the engine's, the app's or the simulator's own words.
  init(error text: String, step: String) {
    let error = text.lowercased()
    func says(_ words: String...) -> Bool { words.contains { error.contains($0) } }
    let isToken = step == "get-token" || says("token")
    if says("stateoverflowed", "state size", "run state") {
      self = .state
    } else if says("functionoverflowed", "step limit", "too many steps") {
      self = .steps
    } else if says("step output", "output size", "output_too_large", "output too large") {
      self = .output
    } else if let status = ErrorText.status(in: text) {
      switch status {
      case 401 where step.hasPrefix("fetch") || !isToken: self = .token
      case 403 where says("rate limit", "ratelimit", "abuse"), 429: self = .limited(status)
      case 400...499 where isToken: self = .revoked
      default: self = .status(status)
      }
    } else if says("wait that timed out", "did not complete within") {
      self = .silence
    } else if says("not active", "inactive", "revoked") || step == "get-token" {
      self = .revoked
    } else if says(
      "etimedout", "econnreset", "econnrefused", "enotfound", "eai_again", "fetch failed",
      "socket", "network", "aborted", "broken connection", "timeout", "timed out",
      "host's request limit")
    {
      self = .network
    } else {
      self = .other
    }
  }

  /// Whether the same input meets it again, whatever anybody does.
  var isStructural: Bool { self == .state || self == .steps || self == .output }

  /// Whether it is a state of things rather than an outage that passes.
  var isLasting: Bool {
    switch self {
    case .revoked, .state, .steps, .output: true
    case .status(let status): 400...499 ~= status && status != 408 && status != 429
    case .limited, .token, .network, .silence, .other: false
    }
  }

  /// What must be so for the next run to fare better, behind "if".
  var relief: String {
    switch self {
    case .token: "the token lives long enough"
    case .revoked: "the connection gives a token again"
    case .limited: "the limit has reset"
    case .silence: "the workers are started in time"
    case .status, .network, .other: "the call is answered again"
    case .state, .steps, .output: "the limit is raised"
    }
  }
}

/// What stands where in an error's text.
enum ErrorText {
  /// Words behind which a number is an HTTP status.
  private static let heralds: Set<Substring> = [
    "returned", "status", "statuscode", "http", "http/1.1", "http/2", "code", "failed", "error",
    "responded", "with", "answered", "response",
  ]

  /// The HTTP status, read only where a status stands: first, or behind a word that announces it.
  static func status(in text: String) -> Int? {
    let lower = text.lowercased()
    let words = lower.split { " :=(),;\"'{}[]\n\t".contains($0) }
    for (place, word) in words.enumerated() {
      guard word.count == 3, let number = Int(word), 400...599 ~= number else { continue }
      let isMeasure =
        place + 1 < words.count
        && ["ms", "s", "bytes", "kb", "items", "seconds"].contains(words[place + 1])
      if !isMeasure, place == 0 || heralds.contains(words[place - 1]) { return number }
    }
    return nil
  }

  /// The text without tokens and e-mail addresses.
  static func redacted(_ text: String) -> String {
    var isSecret = false
    let words = text.split(separator: " ", omittingEmptySubsequences: false).map { word in
      let lower = word.lowercased()
      let marks = ["ghp_", "ghs_", "gho_", "ghu_", "ghr_", "github_pat_", "eyj", "sk_", "signkey-"]
      let hides = isSecret || word.contains("@") || marks.contains { lower.contains($0) }
      isSecret = lower == "bearer"
      return hides && word.count > 1 ? "…" : String(word)
    }
    return words.joined(separator: " ")
  }
}
