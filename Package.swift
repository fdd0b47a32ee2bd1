// swift-tools-version: 6.0
import PackageDescription

let package = Package(
  name: "simrun",
  products: [
    .library(name: "SimKernel", targets: ["SimKernel"]),
    .library(name: "PipelineModel", targets: ["PipelineModel"]),
    .library(name: "Scenarios", targets: ["Scenarios"]),
    .executable(name: "simrun", targets: ["simrun"]),
  ],
  targets: [
    .target(name: "SimKernel"),
    .target(name: "PipelineModel", dependencies: ["SimKernel"]),
    .target(name: "Scenarios", dependencies: ["PipelineModel", "SimKernel"]),
    .executableTarget(name: "simrun", dependencies: ["Scenarios", "PipelineModel", "SimKernel"]),
    .testTarget(name: "SimKernelTests", dependencies: ["SimKernel"]),
    .testTarget(
      name: "PipelineModelTests", dependencies: ["Scenarios", "PipelineModel", "SimKernel"],
      exclude: ["Recordings"]),
    .testTarget(
      name: "ScenariosTests",
      dependencies: ["simrun", "Scenarios", "PipelineModel", "SimKernel"],
      exclude: ["Transcripts"]),
  ]
)
