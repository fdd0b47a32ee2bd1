extension World {
  /// What `notifyBackfillService` sends: no depth, no entity types (pipeline-facts 1.6).
  func notification(of installation: Int32) -> TriggerRequest {
    let row = installations[Int(installation)]
    return TriggerRequest(
      installationID: .string(row.name), provider: .string(row.provider.name),
      organisationID: .string(organisations[row.organisation].name))
  }
}
