import SimKernel
import Testing

@testable import PipelineModel
@testable import Scenarios

@Suite struct TimelineTests {
  /// One worker: two whole pages accepted, the third interrupted after two items and retried.
  static var interrupted: HandMadeRun {
    var run = HandMadeRun()
    run.trigger(at: minute(0))
    run.note(minute(0), .story, a: 0)
    run.note(minute(0) + .milliseconds(100), .answered, a: 0, b: 200)
    let parent = run.run(.orchestrator, created: minute(0), ended: minute(9))
    let worker = run.run(
      .worker, HandMadeRun.issues, parent: parent, created: minute(1),
      started: minute(1) + .seconds(3), ended: minute(8))
    run.outcome.limits = [
      LimitRecord(name: "worker.per-organisation", maximum: 5, cap: 5, waited: .zero)
    ]
    run.note(minute(1) + .seconds(1), .blocked, run: worker, HandMadeRun.issues)
    run.note(minute(1) + .seconds(2), .blocked, run: worker, HandMadeRun.issues)
    run.note(minute(1) + .seconds(4), .tokenIssued, run: worker, HandMadeRun.issues)
    run.note(
      minute(1) + .seconds(4), .stepDone, run: worker, HandMadeRun.issues, step: .getToken)
    var item: Int64 = 0
    func post(_ kind: Milestone.Kind, _ item: Int64, page: Int64, at time: SimTime) {
      run.note(time, kind, run: worker, HandMadeRun.issues, a: item, b: page)
    }
    for page in 1...2 as ClosedRange<Int64> {
      let start = minute(Int(page) + 1)
      run.note(start, .pageFetched, run: worker, HandMadeRun.issues, a: page, b: 3)
      run.note(
        start, .stepDone, run: worker, HandMadeRun.issues, a: 2 * page - 1, b: page, step: .fetch)
      for _ in 1...3 {
        item += 1
        post(.itemAccepted, item, page: page, at: start + .seconds(Int(item)))
      }
      run.note(
        start + .seconds(20), .stepDone, run: worker, HandMadeRun.issues, a: 2 * page, b: page,
        step: .dispatch)
    }
    run.note(minute(4), .pageFetched, run: worker, HandMadeRun.issues, a: 3, b: 3)
    run.note(minute(4), .stepDone, run: worker, HandMadeRun.issues, a: 5, b: 3, step: .fetch)
    post(.itemAccepted, 7, page: 3, at: minute(4) + .seconds(1))
    post(.itemAccepted, 8, page: 3, at: minute(4) + .seconds(2))
    post(.itemFailed, 9, page: 3, at: minute(4) + .seconds(3))
    run.note(
      minute(4) + .seconds(3), .attemptFailed, run: worker, HandMadeRun.issues, a: 6, b: 1,
      failure: .status(500), step: .dispatch)
    post(.itemDuplicate, 7, page: 3, at: minute(5))
    post(.itemDuplicate, 8, page: 3, at: minute(5) + .seconds(1))
    post(.itemAccepted, 9, page: 3, at: minute(5) + .seconds(2))
    run.note(minute(6), .stepDone, run: worker, HandMadeRun.issues, a: 6, b: 3, step: .dispatch)
    for item in 1...9 as ClosedRange<Int64> {
      run.note(
        minute(6) + .seconds(Int(item)), .itemDelivered, HandMadeRun.issues, a: item, b: 1)
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
        0:04:01.000  worker #2 web issue   page 3: items 1–2 accepted, until 0:04:02.000
        0:04:03.000  worker #2 web issue   page 3: item 3 failed
        0:04:03.000  worker #2 web issue   dispatch-issue-p3, attempt 1 failed: HTTP 500
        0:05:00.000  worker #2 web issue   page 3: items 1–2 duplicate, until 0:05:01.000
        0:05:02.000  worker #2 web issue   page 3: item 3 accepted
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
