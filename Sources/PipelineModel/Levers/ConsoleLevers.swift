import SimKernel

extension Lever {
  static let consoleLevers: [Lever] = [
    flag(
      "console.database-dedup", \.console.databaseDedup, false, false,
      "Whether the Console refuses a delivery id it has stored before.", proposal: true,
      source: "runbook §6; pipeline-facts §10"),
    flag(
      "console.workflow", \.console.workflow, false, true,
      "Whether the ingress is a workflow of three steps with retries of their own.",
      source: "runbook silent; pipeline-facts §10"),
    flag(
      "console.one-function", \.console.oneFunction, false, false,
      "Whether ingress and capture are one durable function, begun by the delivery itself.",
      proposal: true,
      source: "a repair; pipeline-facts §10, §11 (a workflow of the queue, then a function)"),
    choice(
      "capture.model", \.console.capture, .direct, .durable,
      "How observation.capture is modelled.", source: "runbook Architecture; pipeline-facts §11"),
    count(
      "capture.retries", \.console.captureRetries, 3, 3, unit: "retries per step", in: 0...20,
      "Retries of each step of observation.capture.", source: "pipeline-facts §11"),
    count(
      "capture.per-workspace", \.console.perWorkspace, 0, 10, unit: "at once",
      "Concurrency limit of observation.capture per workspace; 0 is no limit.",
      source: "runbook silent; pipeline-facts §11"),
    duration(
      "capture.start-timeout", \.console.startTimeout, .zero, .minutes(1),
      "A capture not started so long after its creation ends; 0 is never.",
      source: "runbook silent; pipeline-facts §11"),
    duration(
      "capture.finish-timeout", \.console.finishTimeout, .zero, .minutes(5),
      "A capture not finished so long after its start ends; 0 is never.",
      source: "runbook silent; pipeline-facts §11"),
    duration(
      "capture.idempotency", \.console.idempotency, .zero, .hours(24),
      "Window in which a second capture of a source id is dropped silently; 0 is none.",
      source: "runbook silent; pipeline-facts 4.12, §11"),
    flag(
      "capture.checks-duplicate", \.console.checksDuplicate, false, true,
      "Whether a source id that has an observation is dropped.",
      source: "runbook §6 (duplicates are stored); pipeline-facts §11"),
    flag(
      "capture.checks-allowed", \.console.checksAllowed, false, true,
      "Whether items of resources the workspace does not sync are filtered.",
      source: "runbook silent; pipeline-facts §11"),
    count(
      "capture.significance-threshold", \.console.significanceThreshold, 0, 40, unit: "points",
      in: 0...200, "Items with fewer points are filtered.",
      source: "runbook silent; pipeline-facts §11"),
    count(
      "capture.text-signal", \.console.textSignal, 0, 0, unit: "points", in: 0...50,
      "Each item's text adds a uniform number of points within plus or minus this.",
      source: "pipeline-facts §11 (keyword signals −15…+20; spread unknown)"),
    count(
      "capture.other-actions", \.console.otherActions, 50, 50, unit: "points", in: 0...200,
      "Points of an action without a base of its own: edited, reopened, deleted.",
      source: "pipeline-facts §11 (no base named); DEFAULT_EVENT_WEIGHT (scoring.ts, later)"),
    count(
      "capture.downstream-executions", \.console.downstreamExecutions, 0, 0,
      unit: "executions per observation",
      "Executions of the functions that an observation's events start; 0 leaves them out.",
      source: "pipeline-facts §11 (three more functions; their steps are not known)"),
    duration(
      "capture.light-step", \.console.lightStep, .milliseconds(100), .milliseconds(100),
      "A light step of observation.capture.", source: "pipeline-facts §13"),
    duration(
      "capture.classify", \.console.classify, .seconds(2), .seconds(2), "The classification step.",
      source: "pipeline-facts §13"),
    flag(
      "capture.classify-falls-back", \.console.classifyFallsBack, false, true,
      "Whether an item goes on to the next step when the classification has failed for good.",
      source: "runbook silent; pipeline-facts §11, §14 (CAP step 5a: try and catch around it)"),
    duration(
      "capture.embed", \.console.embed, .milliseconds(500), .milliseconds(500),
      "The embedding step.", source: "pipeline-facts §13"),
    duration(
      "capture.database-step", \.console.databaseStep, .milliseconds(300), .milliseconds(300),
      "A cluster, vector or database step.", source: "pipeline-facts §13"),
  ]

  static let wireLevers: [Lever] = [
    distribution(
      "wire.connections", \.wires.connections,
      .uniform(.milliseconds(60), .milliseconds(150)), "A call to the connections service.",
      source: "pipeline-facts §13 (60–150 ms)"),
    distribution(
      "wire.fetch", \.wires.fetch, .uniform(.milliseconds(400), .milliseconds(1500)),
      "One page from the provider.", source: "pipeline-facts §13 (0.4–1.5 s)"),
    distribution(
      "wire.post", \.wires.post, .uniform(.milliseconds(90), .milliseconds(150)),
      "One item to the gateway.", source: "pipeline-facts §13 (median 120 ms)"),
    distribution(
      "wire.send-event", \.wires.sendEvent, .uniform(.milliseconds(30), .milliseconds(80)),
      "Sending events to the engine.", source: "engine-facts 6.4 (estimate)"),
    distribution(
      "wire.queue-delivery", \.wires.queueDelivery, .uniform(.milliseconds(100), .seconds(1)),
      "First delivery of a message.", source: "pipeline-facts §13 (0.1–1 s)"),
    distribution(
      "wire.publish", \.wires.publish, .uniform(.milliseconds(40), .milliseconds(80)),
      "Publishing a message.", source: "pipeline-facts §13 (60 ms)"),
    distribution(
      "wire.ingress-step", \.wires.ingressStep,
      .uniform(.milliseconds(60), .milliseconds(150)), "One step of the Console's ingress.",
      source: "pipeline-facts §13 (estimate, as a service call)"),
    distribution(
      "wire.operator", \.wires.operatorCall, .uniform(.milliseconds(60), .milliseconds(150)),
      "A call by hand.", source: "pipeline-facts §13"),
  ]
}
