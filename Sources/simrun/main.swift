import Foundation
import Scenarios

let simrun = Program(
  name: "simrun",
  version: "0.1.0",
  abstract: "Simulate the backfill pipeline and see what happens to the customer's data.",
  commands: [
    ReplayCommand(), TestCommand(), SweepCommand(), MergeCommand(), ExploreCommand(),
    FrontierCommand(), DiffCommand(), FleetCommand(), WhatIfCommand(), BoundariesCommand(),
    DiagnoseCommand(), CalibrateCommand(), ListCommand(), ValidateCommand(), LeversCommand(),
    ReportCommand(), BenchCommand(), HelpCommand(), CompletionsCommand(), VersionCommand(),
  ], defaultCommand: "replay")

exit(simrun.run(Array(CommandLine.arguments.dropFirst()), on: .standard()).rawValue)
