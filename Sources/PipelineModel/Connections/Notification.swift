extension World {
  /// Whether each repository is a resource of a connection when the story begins.
  var isLinked: [Bool] {
    repositories.map { $0.linked && installations[$0.installation].connected }
  }

  /// What the queue posts to the backfill service with a message to an installation.
  func request(of message: QueueMessage) -> RouteRequest {
    guard message.topic == .cancel else { return .trigger(notification(of: message.subject)) }
    let name = installations[Int(message.subject)].name
    return .cancel(CancelRequest(installationID: .string(name)))
  }

  /// What `notifyBackfillService` sends: no depth, no entity types (pipeline-facts 1.6).
  func notification(of installation: Int32) -> TriggerRequest {
    let row = installations[Int(installation)]
    return TriggerRequest(
      installationID: .string(row.name), provider: .string(row.provider.name),
      organisationID: .string(organisations[row.organisation].name))
  }

  /// What a person asks for who asks once more for the last backfill, of so many days.
  func request(again installation: Int32, days: Double?) -> RouteRequest {
    var body = notification(of: installation)
    if let days { body.depth = .number(days) }
    return .trigger(body)
  }
}
