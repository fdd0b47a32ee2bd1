/// What somebody on call should do where a claim of the runbook does not hold as built.
enum Advice {
  /// One or two sentences, or `nil` where the runbook's own advice stands.
  static func sentence(on claim: String) -> String? { sentences[claim] }

  private static let sentences: [String: String] = [
    "A1":
      "Before you trigger, look for an open run of the installation: a second one runs beside it.",
    "A2":
      "Count the worker runs: one that was cancelled at its start timeout is reported by nobody.",
    "A3": "Read the limits as steps at once; more workers than that are open at the same time.",
    "A4": "Expect requests to wait when the account's steps are used up.",
    "A5":
      "Watch the metered executions yourself: nothing stops at the end of the month's quota, and "
      + "each captured item costs more of them than its backfill.",
    "A6":
      "Count observations, not dispatches: the capture's start timeout, its idempotency key and "
      + "the dedup mark that is set before the publish each lose items silently.",
    "1.1":
      "Also look for a trigger that was answered 2xx; a start can be dropped without a run.",
    "1.2":
      "On success:true look at `workUnits` first. Zero units means that the repositories were not "
      + "linked yet: trigger again.",
    "1.3": "Check each worker run; `results` and the workers can disagree.",
    "1.4":
      "If an orchestrator runs and no worker of it does, do not wait the four hours: its worker "
      + "was cancelled at a timeout. Trigger again.",
    "1.5":
      "If items were delivered and not captured, a re-trigger within 24 h changes nothing: the "
      + "dedup refuses them. Trigger again after 24 h, and in smaller portions.",
    "2.1": "Expect the customer's redirect to hang for seconds while the notification fails.",
    "2.2": "After the manual run compare the counts with the provider's.",
    "3.1": "Look at every worker of the run, not only at the ones in `results`.",
    "3.2":
      "Trigger with a depth larger than the first one: the window of days ends later than it did, "
      + "and its oldest items are in no page of the re-trigger. Where a token expires in mid-run, "
      + "every re-trigger stops at the same place.",
    "3.3": "Trigger with a larger depth than the first one, or the oldest items stay missing.",
    "4.1":
      "Do not take the failing page for untouched: a failed dispatch has delivered its first part.",
    "4.2":
      "A run that outgrows a limit of the engine fails at once; retries and re-triggers end at the "
      + "same page. Reduce the depth.",
    "4.3": "If a failure is not in the orchestrator after minutes, look at the worker itself.",
    "4.4":
      "If the worker failed for its size, reduce the depth: a re-trigger starts at page 1 and "
      + "fails at the same page.",
    "5.1":
      "Cancel by hand with POST /trigger/cancel: the button in the user interface tells the "
      + "pipeline nothing.",
    "5.2":
      "Cancel by hand: a worker that has its token goes on to its last page after the revocation.",
    "5.3":
      "A step under way is not interrupted: it posts its page to the end, and the Console takes it. "
      + "Cancel by hand if the connection was deleted and workers still dispatch.",
    "6.1":
      "Near the end of the 24 h wait until they are over, or expect duplicates: each item's mark "
      + "counts from its own dispatch. An item whose publish failed is refused until its mark "
      + "expires.",
    "6.2":
      "No duplicate observations appear: the capture drops what has one. Expect the executions and "
      + "the raw payload rows twice.",
    "6.3": "Look for observations stored twice all the same.",
    "7.1": "Check the depth you send: the service takes any value.",
    "7.2": "Check the provider's spelling: an unknown one is accepted and its run fails later.",
    "7.3": "Wait for the open run to end before you trigger again.",
    "8.1": "Compare the delivered counts with the provider's after the deeper run.",
    "8.2": "Expect no second delivery of the overlap.",
    "9.1":
      "If the gateway failed after setting its mark, the item is refused as a duplicate and lost: "
      + "trigger again after 24 h.",
    "10.1":
      "Do not look for the throttle: it delays starts of runs, not requests. What holds a worker up "
      + "is the provider's limit, and the token's expiry ends a sleeping worker before the two hours.",
    "10.2":
      "Do not trigger again at the same depth: the worker starts at page 1 and stops at the same "
      + "page. Reduce the depth.",
    "10.3": "Reduce the depth further, or trigger one entity type at a time.",
    "11.1": "Look for a run that nobody triggered.",
    "11.2":
      "Compare the new repository's observations with the provider's: items of equal number in two "
      + "repositories look the same to the capture.",
    "Q1": "Trigger soon: each day of delay takes a day of the oldest items out of the window.",
    "Q2": "Trigger with a larger depth than the first one, so that the window still reaches back.",
    "Q3": "Trigger with a larger depth than the first one, so that the window still reaches back.",
    "Q4": "Trigger with the larger depth within 24 h of the first run.",
    "Q5": "Trigger with a larger depth than the first one after a day.",
    "Q6":
      "Find the cause first: what the gateway took and lost is refused within 24 h and only comes "
      + "after it.",
  ]
}
