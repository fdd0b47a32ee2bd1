import PipelineModel

/// The functions of the expression language, with how each is called.
enum FunctionTable {
  struct Entry: Sendable {
    let name: String
    /// A call as it is written, for help and documentation.
    let usage: String
    /// What it means, in one sentence.
    let summary: String
    /// The properties one of which must follow the call.
    var properties: [String] = []
    let build: @Sendable (inout Arguments) throws(ValueProblem) -> Expression

    var help: String { "write \(usage)" }
  }

  static let all: [Entry] = hops + worldFunctions + runFunctions + storyFunctions + arithmetic

  static let names: [String] = all.map(\.name)

  static func entry(_ name: String) -> Entry? { all.first { $0.name == name } }

  private static let hops: [Entry] = Expression.Hop.all.map { hop in
    Entry(
      name: hop.name, usage: "\(hop.name), \(hop.name)(repository) or \(hop.name)(entity type)",
      summary: "Items counted at this hop."
    ) { arguments throws(ValueProblem) in
      let selection = try arguments.selection(.unit)
      if selection.entityType != nil, selection.repository != nil || selection.installation != nil {
        throw arguments.problem(
          "items are counted by repository or by entity type, not by both",
          help: arguments.function.help, at: arguments.range)
      }
      return .hop(hop, selection)
    }
  }

  private static let worldFunctions: [Entry] = [
    Entry(
      name: "items", usage: "items(repository or installation, entity type, depth)",
      summary: "Items of the world no older than the depth when the story starts."
    ) { arguments throws(ValueProblem) in
      let selection = try arguments.selection(.unit)
      return .items(selection, depth: try arguments.neededAmount(.duration))
    },
    Entry(
      name: "pages", usage: "pages(repository, entity type, depth)",
      summary: "Pages a worker asks for to see those items: the last one is not full."
    ) { arguments throws(ValueProblem) in
      let selection = try arguments.selection(.unit)
      return .pages(selection, depth: try arguments.neededAmount(.duration))
    },
    Entry(
      name: "onPages", usage: "onPages(app, issue, 2)",
      summary: "Items of the world on the first so many pages of a listing."
    ) { arguments throws(ValueProblem) in
      let selection = try arguments.selection([.repository, .entityType])
      guard selection.repository != nil, selection.entityType != nil else {
        throw arguments.problem(
          "onPages needs a repository and an entity type", help: arguments.function.help,
          at: arguments.range)
      }
      let count = try arguments.neededAmount(.count)
      if case .literal(.count(let pages)) = count, pages < 0 {
        throw arguments.problem(
          "there are no \(pages) pages", help: "write 0 or more pages", at: arguments.range)
      }
      return .onPages(selection, count: count)
    },
    Entry(
      name: "units", usage: "units(installation or repository)",
      summary: "Units of work: repositories times the entity types of their connector."
    ) { arguments throws(ValueProblem) in
      .units(try arguments.selection([.installation, .repository]))
    },
    Entry(
      name: "lever", usage: "lever(worker.finish-timeout)",
      summary: "The value of a lever in the profile that is played; of a rate, its count."
    ) { arguments throws(ValueProblem) in
      let levers = Lever.all.filter {
        $0.kind != .durations && $0.kind != .distribution
      }
      return .lever(try arguments.name("lever", of: levers.map(\.name)))
    },
  ]

  private static let runFunctions: [Entry] =
    Expression.RunMeasure.allCases.map { measure in
      Entry(
        name: measure.rawValue,
        usage: "\(measure.rawValue)(worker, failed, repository or entity type, round=2)",
        summary: measure.summary
      ) { arguments throws(ValueProblem) in
        .runs(measure, try arguments.listedRuns())
      }
    } + [
      Entry(
        name: "run", usage: "run(worker, issue, 2).outcome",
        summary: "One run, counted from 1 among those that match.",
        properties: Expression.RunProperty.allCases.map(\.rawValue)
      ) { arguments throws(ValueProblem) in
        let selection = try arguments.listedRuns()
        return .run(selection, number: try arguments.neededAmount(.count), .outcome)
      },
      Entry(
        name: "result", usage: "result(2).success",
        summary: "What an orchestrator run returned, counted from 1 in order of return.",
        properties: Expression.ResultProperty.allCases.map(\.rawValue)
      ) { arguments throws(ValueProblem) in
        let selection = try arguments.selection(.installation)
        return .result(selection, number: try arguments.neededAmount(.count), .success)
      },
      Entry(
        name: "results", usage: "results or results(installation)",
        summary: "How many orchestrator runs returned."
      ) { arguments throws(ValueProblem) in
        .results(try arguments.selection(.installation))
      },
      Entry(
        name: "limit", usage: "limit(worker.per-organisation).max",
        summary: "The use of a limit.",
        properties: Expression.LimitProperty.allCases.map(\.rawValue)
      ) { arguments throws(ValueProblem) in
        .limit(try arguments.name("limit", of: LimitName.all), .max)
      },
    ]

  private static let storyFunctions: [Entry] =
    [
      Entry(
        name: "answer", usage: "answer(label)",
        summary: "The HTTP status a call of the story was answered with."
      ) { arguments throws(ValueProblem) in
        .answer(step: try arguments.step())
      },
      Entry(
        name: "answeredAt", usage: "answeredAt(label)",
        summary: "When a call of the story was answered."
      ) { arguments throws(ValueProblem) in
        .answered(step: try arguments.step())
      },
      Entry(
        name: "at", usage: "at(label)", summary: "When a step of the story happened."
      ) { arguments throws(ValueProblem) in
        .happened(step: try arguments.step())
      },
    ]
    + Expression.MilestoneMeasure.allCases.map { measure in
      Entry(
        name: measure.rawValue,
        usage: "\(measure.rawValue)(pageFetched, issue, page=20, since=at(again))",
        summary: measure.summary
      ) { arguments throws(ValueProblem) in
        .milestones(measure, try arguments.query())
      }
    }
    + Expression.Total.allCases.map { total in
      Entry(
        name: total.rawValue, usage: total.usage, summary: total.summary
      ) { arguments throws(ValueProblem) in
        .total(total, try arguments.selection(total.parts))
      }
    }

  private static let arithmetic: [Entry] = [
    Entry(
      name: "ceil", usage: "ceil(250, 100)", summary: "A quotient of two numbers, rounded up."
    ) { arguments throws(ValueProblem) in
      let left = try arguments.neededAmount(.count)
      return .ceiling(left, try arguments.neededAmount(.count))
    },
    Entry(
      name: "min", usage: "min(stored, 5)", summary: "The smaller of two numbers."
    ) { arguments throws(ValueProblem) in
      let left = try arguments.neededAmount(.count)
      return .smaller(left, try arguments.neededAmount(.count))
    },
    Entry(
      name: "max", usage: "max(stored, 5)", summary: "The larger of two numbers."
    ) { arguments throws(ValueProblem) in
      let left = try arguments.neededAmount(.count)
      return .larger(left, try arguments.neededAmount(.count))
    },
  ]
}

extension Expression.RunMeasure {
  var summary: String {
    switch self {
    case .runs: "How many runs match."
    case .attempts: "Requests the runs executed, failed attempts included."
    case .steps: "Steps the runs finished, sleeps and waits included."
    case .pagesFetched: "Pages the runs fetched."
    case .asleep: "Time the runs slept, summed."
    case .open: "Most of the runs that were started and not ended at one moment."
    case .overlap: "Runs that started while an earlier one of their installation was open."
    }
  }
}

extension Expression.MilestoneMeasure {
  var summary: String {
    switch self {
    case .count: "How many milestones match."
    case .first: "When the first milestone that matches happened."
    case .last: "When the last milestone that matches happened."
    }
  }
}

extension Expression.Total {
  var usage: String {
    switch self {
    case .executions: "executions or executions(worker)"
    case .providerRequests: "providerRequests or providerRequests(installation)"
    case .events, .endedAt, .quotaReachedAt, .quotaReached: rawValue
    }
  }

  var summary: String {
    switch self {
    case .executions: "Executions metered: one per run, one per step."
    case .events: "Kernel events handled."
    case .endedAt: "When the last event happened."
    case .providerRequests: "Requests the provider answered."
    case .quotaReachedAt: "When the month's executions were used up."
    case .quotaReached: "Whether the month's executions were used up."
    }
  }

  var parts: Arguments.Parts {
    switch self {
    case .executions: .function
    case .providerRequests: .installation
    case .events, .endedAt, .quotaReachedAt, .quotaReached: []
    }
  }
}
