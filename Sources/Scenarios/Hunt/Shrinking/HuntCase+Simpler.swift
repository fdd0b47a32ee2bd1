import PipelineModel
import SimKernel

extension HuntCase {
  /// The case with a step of its story that says less.
  var simplerSteps: [HuntCase] {
    story.steps.indices.flatMap { place -> [HuntCase] in
      let step = story.steps[place]
      var cases = [
        changed { $0.story.steps[place].when = StoryTime() },
        changed { $0.story.steps[place].when.offset = .zero },
      ]
      for action in Self.simpler(step.action) {
        cases.append(changed { $0.story.steps[place].action = action })
      }
      return cases.compactMap(\.self)
    }
  }

  private static func simpler(_ action: StoryAction) -> [StoryAction] {
    switch action {
    case .trigger(let request):
      return Self.simpler(
        request,
        [
          { $0.entityTypes = nil }, { $0.depth = .absent }, { $0.key = .valid },
          { $0.malformed = false }, { $0.provider = .absent }, { $0.organisationID = .absent },
        ]
      ).map { .trigger($0) }
    case .cancel(let request):
      return Self.simpler(request, [{ $0.key = .valid }]).map { .cancel($0) }
    case .createItems(let repository, let type, let count, true):
      return [.createItems(repository: repository, entityType: type, count: count)]
    default: return []
    }
  }

  private static func simpler<Part>(_ part: Part, _ changes: [(inout Part) -> Void]) -> [Part] {
    changes.map { change in
      var copy = part
      change(&copy)
      return copy
    }
  }

  /// The case in a world of which its file says less.
  var simplerWorlds: [HuntCase] {
    simpler(\.organisations, [{ $0.workspaces = 1 }])
      + simpler(
        \.installations,
        [
          { $0.provider = .github }, { $0.connected = true }, { $0.window = nil },
          { $0.window?.others = nil },
        ])
      + simpler(
        \.repositories,
        [
          { $0.workspace = 1 }, { $0.linked = true }, { $0.granted = true }, { $0.firstNumber = 1 },
          { $0.tags = "" },
          { $0.activity = [] }, { $0.activity = Array($0.activity.dropLast()) },
          { $0.activity = Array($0.activity.dropFirst()) },
        ])
  }

  private func simpler<Part>(
    _ parts: WritableKeyPath<World, [Part]>, _ changes: [(inout Part) -> Void]
  ) -> [HuntCase] {
    world[keyPath: parts].indices.flatMap { place in
      changes.compactMap { change in changed { change(&$0.world[keyPath: parts][place]) } }
    }
  }

  /// The case with the seed that a file need not name.
  var simplerSeed: [HuntCase] { [changed { $0.seed = 1 }].compactMap(\.self) }
}
