extension World {
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
}
