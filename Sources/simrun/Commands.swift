import Scenarios

extension Program {
  /// The program with all its commands.
  static let simrun = Program(
    name: "simrun",
    version: "0.1.0",
    abstract: "Simulate the backfill pipeline and see what happens to the customer's data.",
    commands: [
      ReplayCommand(), PageCommand(), TestCommand(), SweepCommand(), MergeCommand(),
      ExploreCommand(),
      FrontierCommand(), DiffCommand(), FleetCommand(), MendCommand(),
      DiagnoseCommand(), ExplainCommand(), HuntCommand(), CalibrateCommand(), ListCommand(),
      ValidateCommand(),
      LeversCommand(), ProfileCommand(), MigrateCommand(),
      ReportCommand(), BenchCommand(), HelpCommand(), CompletionsCommand(),
      VersionCommand(),
    ], defaultCommand: "replay")
}
