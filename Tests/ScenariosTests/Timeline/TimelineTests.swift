import SimKernel
import Testing

@testable import PipelineModel
@testable import Scenarios

@Suite struct TimelineTests {
  /// One worker: two whole pages accepted, the third interrupted after two items and retried.
  static var interrupted: HandMadeRun {
    var run = HandMadeRun()
    run.trigger(at: minute(0))
    run.note(minute(0), .story(step: 0))
    run.note(minute(0) + .milliseconds(100), .answered(step: 0, status: 200))
    let parent = run.run(.orchestrator, created: minute(0), ended: minute(9))
    let worker = run.run(
      .worker, HandMadeRun.issues, parent: parent, created: minute(1),
      started: minute(1) + .seconds(3), ended: minute(8))
    run.outcome.limits = [
      LimitRecord(name: "worker.per-organisation", maximum: 5, cap: 5, waited: .zero)
    ]
    run.note(minute(1) + .seconds(1), .blocked(limit: 0), run: worker, HandMadeRun.issues)
    run.note(minute(1) + .seconds(2), .blocked(limit: 0), run: worker, HandMadeRun.issues)
    run.note(minute(1) + .seconds(4), .tokenIssued, run: worker, HandMadeRun.issues)
    run.note(
      minute(1) + .seconds(4), .stepDone(step: StepID(.getToken, 0)), run: worker,
      HandMadeRun.issues)
    var item: Int32 = 0
    func post(_ event: Milestone.Event, at time: SimTime) {
      run.note(time, event, run: worker, HandMadeRun.issues)
    }
    for page in 1...2 as ClosedRange<Int32> {
      let start = minute(Int(page) + 1)
      run.note(start, .page(page, items: 3), run: worker, HandMadeRun.issues)
      run.note(start, .stepDone(step: StepID(.fetch, Int(page))), run: worker, HandMadeRun.issues)
      for _ in 1...3 {
        item += 1
        post(.itemAccepted(item: item, page: page), at: start + .seconds(Int(item)))
      }
      run.note(
        start + .seconds(20), .stepDone(step: StepID(.dispatch, Int(page))), run: worker,
        HandMadeRun.issues)
    }
    run.note(minute(4), .page(3, items: 3), run: worker, HandMadeRun.issues)
    run.note(minute(4), .stepDone(step: StepID(.fetch, 3)), run: worker, HandMadeRun.issues)
    post(.itemAccepted(item: 7, page: 3), at: minute(4) + .seconds(1))
    post(.itemAccepted(item: 8, page: 3), at: minute(4) + .seconds(2))
    post(
      .itemFailed(item: 9, page: 3, failure: .status(500), isMarked: false),
      at: minute(4) + .seconds(3))
    run.note(
      minute(4) + .seconds(3),
      .attemptFailed(step: StepID(.dispatch, 3), attempt: 1, failure: .status(500)), run: worker,
      HandMadeRun.issues)
    post(.itemDuplicate(item: 7, page: 3), at: minute(5))
    post(.itemDuplicate(item: 8, page: 3), at: minute(5) + .seconds(1))
    post(.itemAccepted(item: 9, page: 3), at: minute(5) + .seconds(2))
    run.note(minute(6), .stepDone(step: StepID(.dispatch, 3)), run: worker, HandMadeRun.issues)
    for item in 1...9 as ClosedRange<Int32> {
      run.note(
        minute(6) + .seconds(Int(item)), .itemDelivered(item: item, times: 1), HandMadeRun.issues)
    }
    return run
  }

  @Test func repetitionsAreFolded() {
    let text = Timeline(Self.interrupted.evidence).text()
    #expect(
      text == """
        0:00:00.000  story                 POST /trigger acme
        0:00:00.000  orchestrator #1 acme  started
        0:00:00.100  story                 POST /trigger acme: HTTP 200
        0:01:00.000  worker #2 web issue   queued
        0:01:01.000  worker #2 web issue   waits for the limit worker.per-organisation (5), 2 times \
        until
                                           0:01:02.000
        0:01:03.000  worker #2 web issue   started
        0:01:04.000  worker #2 web issue   got a token
        0:02:01.000  worker #2 web issue   pages 1–2: 6 items accepted, until 0:03:06.000
        0:04:01.000  worker #2 web issue   page 3: items 1–2 (#993–#992) accepted, until 0:04:02.000
        0:04:03.000  worker #2 web issue   page 3: item 3 (#991) failed
        0:04:03.000  worker #2 web issue   dispatch-issue-p3, attempt 1 failed: HTTP 500
        0:05:00.000  worker #2 web issue   page 3: items 1–2 (#993–#992) duplicate, until 0:05:01.000
        0:05:02.000  worker #2 web issue   page 3: item 3 (#991) accepted
        0:06:01.000  console               web issue: 9 items delivered, until 0:06:09.000
        0:08:00.000  worker #2 web issue   completed
        0:09:00.000  orchestrator #1 acme  completed

        """)
  }

  @Test func noLineIsLongerThanItsWidth() {
    for width in [60, 100] {
      let text = Timeline(Self.interrupted.evidence).text(width: width)
      #expect(text.split(separator: "\n").allSatisfy { $0.count <= width })
    }
  }

  @Test func excerptKeepsTheMomentAndSaysWhatIsLeftOut() {
    let timeline = Timeline(Self.interrupted.evidence)
    let excerpt = timeline.excerpt(around: [minute(5)], margin: 1)
    #expect(excerpt.entries.contains { $0.time == minute(5) })
    #expect(excerpt.entries.contains { $0.text.hasSuffix("left out") })
    #expect(excerpt.entries.count < timeline.entries.count)
  }

  @Test(arguments: [
    (SimTime.zero, "0:00:00.000"), (.zero + .milliseconds(61_001), "0:01:01.001"),
    (.zero + .hours(25), "1d 1:00:00.000"), (.distantFuture, "never"),
  ])
  func clock(time: SimTime, text: String) {
    #expect(time.clock == text)
  }
}
