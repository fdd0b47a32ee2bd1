import PipelineModel
import SimKernel

extension Workload {
  /// Reads one workload file; throws a `ReportedError`.
  static func read(path: String) throws -> Workload {
    try Fields.read(SourceText.read(path: path), as: Workload.init)
  }

  /// Reads every workload file that a tree names, by the place of its name.
  ///
  /// Throws the mistakes in the files, and the places that name a file which cannot be read or is
  /// no workload; nothing of such a file is shown.
  static func read(
    in root: JSONNode, of sources: [SourceText], _ digest: inout TraceFingerprint
  ) throws(DiagnosticList) -> [SourceSpan: Workload] {
    var workloads: [SourceSpan: Workload] = [:]
    var files: [String: Result<Workload, Refusal>] = [:]
    var wrong: [Diagnostic] = []
    var omitted = 0
    // The axis `workload` of a sweep names a repository.
    for node in names(in: root.members.filter { $0.key != "axes" }) {
      guard case .string(let name) = node.value else { continue }
      let source = sources[Int(node.span.file)]
      let path = FilePath.resolve(name, from: source.path)
      let earlier = files[path]
      let file = earlier ?? read(name, at: path, &digest)
      files[path] = file
      switch file {
      case .success(let workload):
        workloads[node.span] = workload
        if earlier != nil { digest.combine(UInt64(files.count)) }
      case .failure(.name(let problem)) where wrong.count < DiagnosticList.maximumCount:
        wrong.append(
          source.diagnostic(
            "workload: \(problem.message)", at: node.span.range, help: problem.help))
      case .failure(.name): omitted += 1
      case .failure(.contents(let list)) where earlier == nil:
        wrong += list.diagnostics
        omitted += list.omitted
      case .failure(.contents): continue
      }
    }
    guard wrong.isEmpty else { throw DiagnosticList(wrong, omitted: omitted) }
    return workloads
  }

  /// Why a file that another one names is not used.
  private enum Refusal: Error {
    case name(ValueProblem)
    case contents(DiagnosticList)
  }

  private static let daysKey = "perDayAge"

  /// The strings under keys `workload`.
  private static func names(in members: [JSONMember]) -> [JSONNode] {
    members.flatMap { member -> [JSONNode] in
      switch member.value.value {
      case .string: member.key == "workload" ? [member.value] : []
      case .array(let elements): elements.flatMap { names(in: $0.members) }
      default: names(in: member.value.members)
      }
    }
  }

  /// Reads the file that another one names and adds its bytes to the digest.
  private static func read(
    _ name: String, at path: String, _ digest: inout TraceFingerprint
  ) -> Result<Workload, Refusal> {
    do throws(Refusal) {
      let (workload, bytes) = try read(name, at: path)
      digest.combine(bytes)
      return .success(workload)
    } catch {
      return .failure(error)
    }
  }

  private static func read(
    _ name: String, at path: String
  ) throws(Refusal) -> (Workload, [UInt8]) {
    let source: SourceText
    do {
      source = try SourceText.read(path: path.isEmpty ? "." : path)
    } catch {
      if error.reason == .empty { throw noWorkload(name, "it is empty") }
      throw .name(
        ValueProblem(
          "\(VisibleText.quoted(name)): \(error.message)",
          help: error.reason == .notFound
            ? "the path is relative to the folder of this file" : error.help))
    }
    let root: JSONNode
    do {
      root = try JSON5Parser.parse(source)
    } catch {
      guard String(decoding: source.bytes, as: UTF8.self).contains(daysKey) else {
        throw noWorkload(name, "it is no JSON")
      }
      throw .contents(DiagnosticList([error]))
    }
    guard case .object(let members) = root.value else {
      throw noWorkload(name, "it holds \(root.kind.rawValue)")
    }
    guard members.contains(where: { Suggestion.closest(to: $0.key, in: [daysKey]) != nil }) else {
      throw noWorkload(members, name)
    }
    do {
      return (try Fields.read(root, from: [source], as: Workload.init), source.bytes)
    } catch {
      throw .contents(error)
    }
  }

  private static func noWorkload(_ members: [JSONMember], _ name: String) -> Refusal {
    let types = EntityType.allCases.map(\.name)
    guard let counts = members.first(where: { types.contains($0.key) }) else {
      return noWorkload(name, "it has no \"\(daysKey)\"")
    }
    return noWorkload(
      name, "it has counts by entity type instead of days",
      help: "counts stand in the scenario: \"items\": {\"\(counts.key)\": {\"count\": 40}}")
  }

  private static func noWorkload(
    _ name: String, _ why: String,
    help: String = "it is JSON with a count for every day, see docs/scenario-files.md"
  ) -> Refusal {
    .name(ValueProblem("\(VisibleText.quoted(name)) is no workload file: \(why)", help: help))
  }
}
