import SimKernel

@testable import Scenarios

/// The runs of any functions in pages of the engine's answers, each with its spans.
struct EngineTrace: Sendable, Equatable {
  var id: String
  var status: String
  var createdAt: SimTime
  var endedAt: SimTime?
  var spans: [RunSpan]

  /// Reads the pages; throws the place of each span that the engine cannot have made.
  static func read(_ source: SourceText) throws(DiagnosticList) -> [EngineTrace] {
    let root: JSONNode
    do {
      root = try JSON5Parser.parse(source)
    } catch {
      throw DiagnosticList([error])
    }
    return try Fields.read(EngineExport.traces(root), from: [source]) {
      $0.value("runs", .array(of: .trace), default: [])
    }
  }
}

extension Shape where Value == EngineTrace {
  fileprivate static var trace: Shape {
    .object { fields in
      let created = fields.required("createdAt", Shape<SimTime>.instant)
      let ended = fields.optional("endedAt", Shape<SimTime>.instant)
      _ = fields.optional("startedAt", Shape<SimTime>.instant)
      return EngineTrace(
        id: fields.required("id", .string(length: 1...200)),
        status: fields.required("status", .string(length: 1...50)), createdAt: created,
        endedAt: ended,
        spans: fields.value("spans", .spans(from: created, until: ended), default: []))
    }
  }
}

extension EngineExport {
  /// The runs of any functions, with what a trace reads of them.
  fileprivate static func traces(_ root: JSONNode) -> JSONNode {
    let runs = runs(in: root).map { node in
      let run = run(node, isWorker: false)
      let keys: Set = ["id", "status", "createdAt", "startedAt", "endedAt", "spans"]
      return JSONNode(.object(run.members.filter { keys.contains($0.key) }), span: node.span)
    }
    let list = JSONNode(.array(runs), span: root.span)
    return JSONNode(.object([member("runs", list)].compactMap(\.self)), span: root.span)
  }
}
