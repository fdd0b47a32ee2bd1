import Foundation
import Scenarios

exit(Program.simrun.run(Array(CommandLine.arguments.dropFirst()), on: .standard()).rawValue)
