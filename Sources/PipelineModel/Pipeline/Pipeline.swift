import SimKernel

/// The whole pipeline: every room, and the wires between them.
///
/// It is copied by name: `fork` makes another world. Rooms decide; what they decide is scheduled
/// here.
public struct Pipeline: ~Copyable, SimulationModel, Sendable {
  /// What can happen next.
  public typealias Event = PipelineEvent

  let experiment: Experiment
  var profile: Profile
  let owners: Ownership
  var latencies: Latencies
  var faults: FaultIndex

  var engine: PipelineEngine
  var bus: EngineBus
  var host: AppHost
  var queue: MessageQueue
  var store: KeyValueStore
  var provider: ProviderAPI
  var connections: Connections
  var gateway: Gateway
  var triggerRoute: TriggerRoute
  var console: Console

  var story: StoryProgress
  /// The people who trigger again, where anybody does.
  var people: Operator
  var accounts: Accounts

  /// Creates the pipeline of an experiment, at virtual time zero.
  public init(_ experiment: Experiment) {
    let (world, profile) = (experiment.world, experiment.profile)
    let random = RandomKey(seed: experiment.seed)
    let (listings, items) = world.listings()
    let states = ItemStates(closedPerMille: profile.items.closedPerMille, random: random)
    self.experiment = experiment
    self.profile = profile
    owners = Ownership(world)
    latencies = Latencies(profile, random)
    faults = FaultIndex(experiment.faults, random: random, listsCalls: experiment.listsCalls)
    engine = PipelineEngine(profile, random)
    bus = EngineBus()
    host = AppHost(experiment)
    queue = MessageQueue(profile.queue)
    store = KeyValueStore()
    provider = ProviderAPI(
      world, profile.provider, ItemSizes(policy: profile.items, random: random), listings, items,
      states)
    connections = Connections(world, profile.connections)
    gateway = Gateway(profile.gateway, linked: world.isLinked)
    triggerRoute = TriggerRoute(WorldDirectory(world, experiment.story), profile.backfill)
    console = Console(world, profile.console, SourceIDs(profile, states, world, random))
    story = StoryProgress(experiment.story)
    people = Operator(experiment.retrigger, installations: world.installations.count)
    accounts = Accounts(
      experiment, items: items.count, units: listings.count, linked: world.isLinked)
  }

  private init(forking other: borrowing Pipeline) {
    experiment = other.experiment
    profile = other.profile
    owners = other.owners
    latencies = other.latencies
    faults = other.faults
    engine = other.engine.fork()
    bus = other.bus.fork()
    host = other.host.fork()
    queue = other.queue.fork()
    store = other.store
    provider = other.provider
    connections = other.connections
    gateway = other.gateway.fork()
    triggerRoute = other.triggerRoute
    console = other.console.fork()
    story = other.story
    people = other.people
    accounts = other.accounts.fork()
  }

  /// The same world once more, O(its memory).
  public func fork() -> Pipeline { Pipeline(forking: self) }

  /// Lets one thing happen.
  public mutating func handle(_ event: PipelineEvent, _ schedule: inout Schedule<PipelineEvent>) {
    switch event {
    case .story(let step): play(Int(step), &schedule)
    case .scan(let function): engine.scan(function: Int(function), at: schedule.now)
    case .engineTimer(let timer): engine.timerFired(timer, at: schedule.now)
    case .ingest(let slot):
      schedule.plan(at: engine.ingested(at: schedule.now), .engineEvent(slot))
    case .engineEvent(let slot): act(on: slot, &schedule)
    case .requestArrives(let request): begin(request, &schedule)
    case .callArrives(let request): serve(request, nil, &schedule)
    case .callReturns(let request): resume(request, &schedule)
    case .batchArrives(let request, let place): serve(request, place, &schedule)
    case .batchReturns(let request): resumeTogether(request, &schedule)
    case .checkpoint(let request):
      let goesOn = host.saveCheckpoint(request, &engine, &profile, at: schedule.now)
      if goesOn { pass(Int(request.slot), &schedule) }
    case .requestEnds(let request): host.die(request, &engine, at: schedule.now)
    case .deliver(let message): deliver(message, &schedule)
    case .relay(let row): relay(row, &schedule)
    case .ingressStep(let run): ingressStep(run, &schedule)
    case .store(let item, let unit, let version):
      accounts.stored(item, Int(unit), version: version, at: schedule.now)
    case .activity(let repository, let index): play(repository, index, &schedule)
    case .teardown(let installation, let step): teardown(installation, step, &schedule)
    case .liveStep(let run): play(gateway.liveRuns.take(run), &schedule)
    case .gatewayPost(let post): goOn(withPost: post, &schedule)
    case .notice(let notice): goOn(with: gateway.notices.take(notice), &schedule)
    case .callback(let installation, let step, let sawRow):
      callback(Int(installation), step: Int(step), sawRow: sawRow, &schedule)
    case .notify(let installation): notify(installation, &schedule)
    case .publishCancel(let installation): send(.cancel, to: installation, &schedule)
    case .link(let repository): link(repository, &schedule)
    case .insertResource(let repository): insertResource(repository, &schedule)
    case .callByHand(let step): callByHand(step, &schedule)
    case .answer(let step, let status): accounts.storyAnswered(step, status, at: schedule.now)
    case .operatorLooks(let installation): operatorLooks(installation, &schedule)
    case .triggerAgain(let installation): triggerAgain(installation, &schedule)
    }
    if !engine.effects.isEmpty { drainEngine(&schedule) }
    if schedule.pendingCount > ModelBound.pendingEvents {
      accounts.outgrown = .pending
      schedule.stop()
    }
  }

  /// What strikes a call that is made then; that it does is told now.
  @inline(__always)
  mutating func strike(
    _ wire: Wire, _ context: FaultContext, made time: SimTime, at now: SimTime
  ) -> Fault.Effect? {
    faults.areOn(wire) ? accounts.meet(&faults, wire, context, made: time, at: now) : nil
  }
}

typealias PipelineSchedule = Schedule<PipelineEvent>

extension PipelineSchedule {
  /// `at` as one function: inlined at some forty calls it would fill the cache of instructions.
  @inline(never)
  mutating func plan(at time: SimTime, _ event: PipelineEvent) { at(time, event) }

  /// `after` as one function.
  @inline(__always)
  mutating func plan(after delay: SimDuration, _ event: PipelineEvent) {
    plan(at: now + delay, event)
  }
}
