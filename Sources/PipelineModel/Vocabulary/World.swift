import SimKernel

/// The world a story plays in: who is connected, to what, and which items exist at the provider.
///
/// Everything is named by its position: organisations, installations and repositories are numbered
/// in the order they are written, across the whole world.
public struct World: Sendable, Equatable {
  /// The customers, each with its workspaces.
  public var organisations: [Organisation]
  /// The connections to a provider, existing before the story or made by it.
  public var installations: [Installation]
  /// The repositories (GitHub) or projects (Vercel) of the installations.
  public var repositories: [Repository]

  /// Creates a world from its parts.
  public init(
    organisations: [Organisation] = [], installations: [Installation] = [],
    repositories: [Repository] = []
  ) {
    self.organisations = organisations
    self.installations = installations
    self.repositories = repositories
  }
}

extension World {
  /// A customer's organisation.
  public struct Organisation: Sendable, Equatable {
    /// The name used in scenario files and timelines.
    public var name: String
    /// Number of Console workspaces; 0 makes the Console drop what arrives (pipeline-facts §10).
    public var workspaces: Int

    /// Creates an organisation.
    public init(name: String, workspaces: Int = 1) {
      self.name = name
      self.workspaces = workspaces
    }
  }

  /// One connection of an organisation to a provider (`gw_installations`).
  public struct Installation: Sendable, Equatable {
    /// The name used in scenario files and timelines.
    public var name: String
    /// Index into `World.organisations`.
    public var organisation: Int
    /// The provider's name as the connection stores it; only github and vercel have a connector.
    public var provider: ProviderName
    /// Whether the connection exists and is active before the story starts.
    public var connected: Bool
    /// The window of requests that is open when the story starts, and who else uses it; nil where
    /// the first request opens it, and nobody else does.
    public var window: SharedWindow?
    /// The installation whose repositories it sees under a new id: connecting it is installing the
    /// provider's app anew, and the old id's tokens end. Nil where it replaces none.
    public var replaces: Int?

    /// Creates an installation.
    public init(
      name: String, organisation: Int, provider: ProviderName, connected: Bool = true,
      window: SharedWindow? = nil
    ) {
      self.name = name
      self.organisation = organisation
      self.provider = provider
      self.connected = connected
      self.window = window
    }
  }

  /// A provider's window of requests that did not begin with the backfill.
  public struct SharedWindow: Sendable, Equatable {
    /// Requests it has seen when the story starts.
    public var used: Int
    /// When it resets, from the start of the story, positive.
    public var resetsIn: SimDuration
    /// Requests that other consumers of the same budget make all the time; nil is none.
    public var others: Rate?

    /// Creates a window.
    public init(used: Int, resetsIn: SimDuration, others: Rate? = nil) {
      self.used = used
      self.resetsIn = resetsIn
      self.others = others
    }
  }

  /// A repository or project with its items.
  public struct Repository: Sendable, Equatable {
    /// The name used in scenario files and timelines.
    public var name: String
    /// Index into `World.installations`.
    public var installation: Int
    /// Whether it is an active resource of its installation before the story starts.
    public var linked: Bool
    /// Its items, at most one group per entity type.
    public var items: [ItemGroup]
    /// The number of its oldest pull request and of its oldest issue, at least 1; those of a type
    /// follow one another.
    public var firstNumber: Int
    /// When its items are as old as they say: the start of the story, or later for a repository
    /// that nobody looks at before.
    public var agesAt: SimTime
    /// Whether the installation's tokens are good for it when the story starts.
    public var granted = true
    /// Which workspace of its organisation syncs it, from 1.
    public var workspace = 1
    /// Whether that workspace syncs it when the story starts.
    public var synced = true
    /// What goes on in it by itself.
    public var activity: [ItemActivity] = []
    /// What the tags of its releases have in common with those of others; empty is nothing.
    public var tags = ""

    /// Creates a repository.
    public init(
      name: String, installation: Int, linked: Bool = true, items: [ItemGroup],
      firstNumber: Int = 1, agesAt: SimTime = .zero
    ) {
      self.name = name
      self.installation = installation
      self.linked = linked
      self.items = items
      self.firstNumber = firstNumber
      self.agesAt = agesAt
    }
  }

  /// All items of one entity type of one repository.
  public struct ItemGroup: Sendable, Equatable {
    /// What the items are.
    public var entityType: EntityType
    /// How many exist when the story starts, 0...10,000,000.
    public var count: Int
    /// How long before the repository's `agesAt` they were last updated.
    public var ages: Ages

    /// Creates a group.
    public init(entityType: EntityType, count: Int, ages: Ages) {
      self.entityType = entityType
      self.count = count
      self.ages = ages
    }
  }

  /// How old the items of a group are at the repository's `agesAt`, youngest first.
  public enum Ages: Sendable, Equatable {
    /// Evenly spread: item `i` of `n` is `from + (to - from)·(2i + 1)/(2n)` old.
    case spread(from: SimDuration, to: SimDuration)
    /// Items per day of age (index = whole days), evenly spread within each day.
    ///
    /// The sum must equal the group's count.
    case perDay([Int])
  }
}

/// A provider a connection can name.
public enum ProviderName: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  /// GitHub: pull requests, issues, releases.
  case github
  /// Vercel: deployments.
  case vercel
  /// Linear: connections exist, no backfill connector (pipeline-facts 1.9).
  case linear
  /// Sentry: connections exist, no backfill connector (pipeline-facts 1.9).
  case sentry
  /// A name no registry knows.
  case unknown

  /// The name in requests and in scenario files.
  public var name: String {
    switch self {
    case .github: "github"
    case .vercel: "vercel"
    case .linear: "linear"
    case .sentry: "sentry"
    case .unknown: "unknown"
    }
  }
}

extension World {
  /// A number for the tags of each repository: the same where they are equal, place by place.
  var tagSchemes: [Int32] {
    var first: [String: Int32] = [:]
    return repositories.indices.map { index in
      let tags = repositories[index].tags
      guard !tags.isEmpty else { return Int32(index) }
      if let known = first[tags] { return known }
      first[tags] = Int32(index)
      return Int32(index)
    }
  }
}
