/// What kind of thing an item is.
public enum EntityType: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  /// A GitHub pull request.
  case pullRequest
  /// A GitHub issue.
  case issue
  /// A GitHub release.
  case release
  /// A Vercel deployment.
  case deployment
  /// A name no connector knows (pipeline-facts §7: fails four times).
  case unknown

  /// The name on the wire, in scenario files and in reports.
  public var name: String {
    switch self {
    case .pullRequest: "pull_request"
    case .issue: "issue"
    case .release: "release"
    case .deployment: "deployment"
    case .unknown: "unknown"
    }
  }
}

/// What is so of all items of a type.
extension EntityType {
  /// The provider whose connector copies it; nil where none does (pipeline-facts §7).
  public var provider: ProviderName? {
    switch self {
    case .pullRequest, .issue, .release: .github
    case .deployment: .vercel
    case .unknown: nil
    }
  }

  /// Whether its items are counted from the repository's first number, as pull requests and issues
  /// are, and not from 1.
  var hasRepositoryNumbers: Bool {
    switch self {
    case .pullRequest, .issue: true
    case .release, .deployment, .unknown: false
    }
  }

  /// How its items stand that are old when the story starts (§14).
  var end: End {
    switch self {
    case .pullRequest, .issue, .unknown: .openOrClosed
    case .release: .published
    case .deployment: .succeededOrFailed
    }
  }

  /// The order in which the provider lists its items.
  var order: Order {
    switch self {
    case .pullRequest, .unknown: .newestFirst
    case .issue: .amongPullRequests
    case .release: .publishedFirst
    case .deployment: .byTime
    }
  }

  /// What the source id of its observations carries besides type and number (§11).
  var source: Source {
    switch self {
    case .pullRequest, .issue, .unknown: .state
    case .release: .tag
    case .deployment: .ownID
    }
  }

  enum End: Sendable { case openOrClosed, published, succeededOrFailed }
  enum Order: Sendable { case newestFirst, amongPullRequests, publishedFirst, byTime }
  enum Source: Sendable { case state, tag, ownID }
}

extension ProviderName {
  /// The entity types its connector copies; none where there is no connector (§7).
  public var entityTypes: [EntityType] { EntityType.allCases.filter { $0.provider == self } }
}
