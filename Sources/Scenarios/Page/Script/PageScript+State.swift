extension PageScript {
  /// What every room holds at a moment, as `simrun replay --until` has it.
  static let state = #"""
    /** What a run does, in words: its step while a request of it is under way. */
    function doing(run, span, waitsFor) {
      if (run.asleepUntil !== null) return `sleeps until ${clock(run.asleepUntil)}`;
      if (run.isBusy || waitsFor.length || !span) return span?.step ?? "between two steps";
      if (/^(queue|concurrency|wait)$/.test(span.step)) return span.step;
      if (run.next === null) return "nothing under way";
      const at = clock(run.next);
      return run.attempt > 1 ? `tries again at ${at}, attempt ${run.attempt}` : `goes on at ${at}`;
    }

    function stateAt(side, time) {
      const runs = [];
      for (const run of side.runs.values()) {
        if (run.created > time || (!run.isOpen && run.ended <= time)) continue;
        const span = run.spans.findLast((one) => one.time <= time && time < one.time + one.length);
        const waitsFor = run.waits.filter((wait) => wait.time <= time && time < wait.until)
          .map((wait) => side.limits[wait.limit].name);
        const prospect = run.prospects.findLast((one) => one.time <= time);
        const still = (moment) => moment !== undefined && moment > time ? moment : null;
        const state = {
          number: run.number, name: run.name, created: run.created,
          isStarted: run.started >= 0 && run.started <= time, waitsFor,
          isBusy: run.requests.some(([from, until]) => from <= time && time < until),
          asleepUntil: still(prospect?.asleepUntil), next: still(prospect?.next),
          attempt: prospect?.attempt,
        };
        runs.push({ ...state, does: doing(state, span, waitsFor) });
      }
      const limits = side.limits.map((limit) => ({
        name: limit.name, cap: limit.cap, inUse: valueAt(limit.inUse, time),
        waiting: valueAt(limit.waiting, time),
        waiters: runs.filter((run) => run.waitsFor.includes(limit.name)),
      }));
      const marks = new Map();
      for (const mark of side.marks) {
        if (mark.time > time || mark.end <= time) continue;
        const { unit } = mark.item;
        const old = marks.get(unit) ?? { unit, marks: 0, first: Infinity, last: 0 };
        old.marks += 1;
        old.first = Math.min(old.first, mark.until);
        old.last = Math.max(old.last, mark.until);
        marks.set(unit, old);
      }
      const windows = side.windows.flatMap((window) => window.windows
        .filter(([from, until]) => from <= time && time < until)
        .map(([, until]) => ({
          connection: window.connection, cap: window.cap, until,
          used: valueAt(window.used, time),
        })));
      const level = (name) => valueAt(side.levels[name], time);
      return {
        time, runs, limits, windows, marks: [...marks.values()],
        messages: { trigger: level("trigger"), cancel: level("cancel"), ingress: level("ingress") },
        captures: level("captures"), executions: level("executions"),
        executionsLeft: side.levels.executionsLeft ? level("executionsLeft") : null,
        undelivered: level("undelivered"), delivered: level("delivered"), stored: level("stored"),
      };
    }

    """#
}
