import Foundation
import Scenarios

let simrun = Program(
  name: "simrun",
  version: "0.1.0",
  abstract: "Simulate the backfill pipeline and see what happens to the customer's data.",
  commands: [
<<<<<<< HEAD
    ReplayCommand(), TestCommand(), ListCommand(), ValidateCommand(), LeversCommand(),
    WhatIfCommand(), BoundariesCommand(), DiagnoseCommand(), BenchCommand(),
    HelpCommand(), CompletionsCommand(), VersionCommand(),
=======
    ReplayCommand(),
    TestCommand(),
    ListCommand(),
    ValidateCommand(),
    LeversCommand(),
    ReportCommand(),
    BenchCommand(),
    HelpCommand(),
    CompletionsCommand(),
    VersionCommand(),
>>>>>>> d35cbbd4d73d0eedf20f6a3a2198e46c21722a4d
  ], defaultCommand: "replay")

exit(simrun.run(Array(CommandLine.arguments.dropFirst()), on: .standard()).rawValue)
