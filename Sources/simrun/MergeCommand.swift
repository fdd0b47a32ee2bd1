import Foundation
import Scenarios

/// `merge`: the files of the shards of a sweep as one.
struct MergeCommand: Command {
  let name = "merge"
  let abstract = "Join the files of a sweep's shards."
  let discussion = """
    The result, named .ndjson or .csv, is byte for byte the file of a sweep that was not sharded. \
    Rows of another sweep are refused. When rows are missing, those that are there are kept in \
    OUT.part, and the command that computes the rest is shown.
    """
  let parameters = [
    Option.output(isRequired: true), Option.format(SweepFormat.self, otherwise: Option.byName),
    Parameter.argument(
      "in", values: .files, isRepeated: true, "Files of shards, finished or not (.part)."),
  ]

  func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
    let output = parsed.text("output") ?? ""
    let inputs = parsed.texts("in")
    let format = try SweepCommand.format(of: output, parsed)
    do {
      let tally = try Progress.during(name, on: terminal) { mark in
        mark.advance(to: 0, counted(inputs.count, "file"))
        return try SweepMerge.merge(inputs, into: output, format)
      }
      terminal.note("\(counted(tally.rows, "run")): \(tally.sentence)")
      for sentence in tally.missedFaults { terminal.note(sentence) }
      return tally.broken > 0 ? .broken : tally.undecided > 0 ? .undecided : .success
    } catch var incomplete as SweepIncomplete {
      incomplete.file = SweepFinder.path(
        ofSweep: incomplete.sweep, version: parsed.program.version)
      throw incomplete
    }
  }
}
