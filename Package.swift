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
    .target(name: "TranscriptFiles", path: "Tests/TranscriptFiles"),
    .testTarget(name: "SimKernelTests", dependencies: ["SimKernel"]),
    .testTarget(
      name: "PipelineModelTests",
      dependencies: ["Scenarios", "PipelineModel", "SimKernel", "TranscriptFiles"],
      exclude: ["Recordings", "Transcripts"]),
    .testTarget(
      name: "ScenariosTests",
      dependencies: ["simrun", "Scenarios", "PipelineModel", "SimKernel", "TranscriptFiles"],
      exclude: ["Transcripts"]),
  ]
)
