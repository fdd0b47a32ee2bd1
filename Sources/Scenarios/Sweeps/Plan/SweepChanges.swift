import PipelineModel
import SimKernel

/// What a command line changes of a sweep file.
public struct SweepChanges: Sendable {
  /// The profiles to run of those the file plays in; nil for all of them.
  public let profiles: [NamedProfile]?
  /// The seeds of each point; nil for those of the file.
  public let seeds: [UInt64]?
  /// Levers set over the profile and the file.
  public let levers: [LeverSetting]

  /// Without arguments it changes nothing.
  public init(
    profiles: [NamedProfile]? = nil, seeds: [UInt64]? = nil, levers: [LeverSetting] = []
  ) {
    self.profiles = profiles
    self.seeds = seeds
    self.levers = levers
  }

  /// The files of the chain with the levers laid over them, as if one more file extended them.
  func applied(to chain: ScenarioChain) throws(DiagnosticList) -> ScenarioChain {
    guard !levers.isEmpty else { return chain }
    var literals: [String: String] = [:]
    for setting in levers { literals[setting.name] = setting.value.json }
    let members = literals.sorted { $0.key < $1.key }.map { "\(JSONText.quoted($0)): \($1)" }
    let text = "{\"levers\": {\(members.joined(separator: ", "))}}"
    let source = SourceText(path: "--set", text: text)
    let sources = chain.sources + [source]
    do throws(Diagnostic) {
      let tree = try JSON5Parser.parse(source, file: UInt16(chain.sources.count))
      var digest = TraceFingerprint()
      digest.combine(chain.digest)
      digest.combine(source.bytes)
      return ScenarioChain(
        sources: sources, root: try ScenarioMerge(sources: sources).merged(chain.root, tree),
        workloads: chain.workloads, digest: digest.value)
    } catch {
      throw DiagnosticList([error])
    }
  }

  /// The profiles of those that the file plays in.
  ///
  /// Throws `UsageError` when it plays in none of those wanted.
  func profiles(of scenario: Scenario) throws(UsageError) -> [NamedProfile] {
    guard let profiles else { return scenario.profiles }
    let wanted = profiles.filter(scenario.plays(in:))
    guard !wanted.isEmpty else {
      let names = profiles.map(\.label).joined(separator: ", ")
      throw UsageError(
        "'\(VisibleText.of(scenario.path))' does not play under the profile '\(names)'.")
    }
    return wanted
  }

  /// Throws `UsageError` for a lever that an axis varies.
  func check(_ axes: [Axis]) throws(UsageError) {
    for axis in axes {
      guard let lever = axis.target.lever, levers.contains(where: { $0.name == lever }) else {
        continue
      }
      throw UsageError(
        "The lever \(lever) cannot be set with '--set': the axis '\(VisibleText.of(axis.name))'"
          + " varies it.")
    }
  }
}
