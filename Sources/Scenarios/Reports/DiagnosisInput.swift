import PipelineModel

/// The runs of one connection as a dashboard shows them: real ones from a file, or replayed ones.
///
/// The JSON form is documented in `docs/output.md`.
public struct DiagnosisInput: Sendable, Equatable {
  /// The installation's name or id.
  public var installation: String
  /// When somebody looks, in seconds on the same clock as the runs.
  public var nowSeconds: Double
  public var orchestrators: [Orchestrator]
  public var workers: [Worker]
  /// Observations that are missing, if somebody counted them.
  public var missing: Int?
  /// Items that wait between gateway and Console or were given up there, if somebody counted them.
  public var undelivered: Int?

  /// One run of `apps-backfill/run.orchestrator`.
  public struct Orchestrator: Sendable, Equatable {
    public var id: String
    /// `running`, `completed`, `failed`, `cancelled`, `start-timeout` or `finish-timeout`.
    public var outcome: String
    public var startedSeconds: Double
    public var endedSeconds: Double?
    /// The return value's `success`, if it returned.
    public var success: Bool?
    /// The return value's `workUnits`, if it returned.
    public var workUnits: Int?
    public var error: String?
  }

  /// One run of `apps-backfill/entity.worker`.
  public struct Worker: Sendable, Equatable {
    public var id: String
    /// The id of the orchestrator run that asked for it.
    public var orchestrator: String
    /// Repository and entity type, as people call it.
    public var unit: String
    public var outcome: String
    public var startedSeconds: Double?
    public var endedSeconds: Double?
    public var error: String?
    public var pages: Int?
    public var asleepSeconds: Double?
  }
}

// MARK: - Reading

extension DiagnosisInput {
  /// Reads the JSON form.
  ///
  /// Throws `DiagnosticList`, exit code 65, with every mistake at its place.
  public static func read(_ source: SourceText) throws(DiagnosticList) -> DiagnosisInput {
    try Fields.read(source) { fields in
      DiagnosisInput(
        installation: fields.required("installation", .string()),
        nowSeconds: fields.required("nowSeconds", seconds),
        orchestrators: fields.required("orchestrators", .array(of: .object(Orchestrator.init))),
        workers: fields.value("workers", .array(of: .object(Worker.init)), default: []),
        missing: fields.optional("missing", .integer(in: 0...Int.max)),
        undelivered: fields.optional("undelivered", .integer(in: 0...Int.max)))
    }
  }

  fileprivate static var seconds: Shape<Double> { .double(in: 0...1e12) }
  fileprivate static var outcome: Shape<String> { .word(of: RunOutcome.allCases.map(\.name)) }
}

extension DiagnosisInput.Orchestrator {
  fileprivate init(_ fields: Fields) {
    self.init(
      id: fields.required("id", .string()),
      outcome: fields.required("outcome", DiagnosisInput.outcome),
      startedSeconds: fields.required("startedSeconds", DiagnosisInput.seconds),
      endedSeconds: fields.optional("endedSeconds", DiagnosisInput.seconds),
      success: fields.optional("success", .bool),
      workUnits: fields.optional("workUnits", .integer(in: 0...Int.max)),
      error: fields.optional("error", .string()))
  }
}

extension DiagnosisInput.Worker {
  fileprivate init(_ fields: Fields) {
    self.init(
      id: fields.required("id", .string()),
      orchestrator: fields.required("orchestrator", .string()),
      unit: fields.required("unit", .string()),
      outcome: fields.required("outcome", DiagnosisInput.outcome),
      startedSeconds: fields.optional("startedSeconds", DiagnosisInput.seconds),
      endedSeconds: fields.optional("endedSeconds", DiagnosisInput.seconds),
      error: fields.optional("error", .string()),
      pages: fields.optional("pages", .integer(in: 0...Int.max)),
      asleepSeconds: fields.optional("asleepSeconds", DiagnosisInput.seconds))
  }
}
