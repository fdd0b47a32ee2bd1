extension PageScript {
  /// What every room holds at a moment, as `simrun replay --until` has it.
  static let state = #"""
    /** What a run does, in words: its step while a request of it is under way. */
    function doing(run, span, isBusy, waitsFor) {
      if (isBusy || waitsFor.length || !span) return span?.words ?? "between two steps";
      if (/^(queue|concurrency|wait|sleep)$/.test(span.words)) return span.words;
      const next = run.requests.find(([from]) => from > span.time);
      return `nothing under way${next ? `; goes on at ${clock(next[0])}` : ""}`;
    }

    function stateAt(side, time) {
      const runs = [];
      for (const run of side.runs.values()) {
        if (run.created > time || (!run.isOpen && run.ended <= time)) continue;
        const span = run.spans.findLast((one) => one.time <= time && time < one.time + one.length);
        const waitsFor = run.waits.filter((wait) => wait.time <= time && time < wait.until)
          .map((wait) => side.limits[wait.limit].name);
        const isBusy = run.requests.some(([from, until]) => from <= time && time < until);
        runs.push({
          number: run.number, name: run.name, created: run.created,
          isStarted: run.started >= 0 && run.started <= time, waitsFor,
          isAsleep: span?.words === "sleep", until: span ? span.time + span.length : null,
          does: doing(run, span, isBusy, waitsFor), isBusy,
        });
      }
      const limits = side.limits.map((limit) => ({
        name: limit.name, cap: limit.cap, inUse: valueAt(limit.inUse, time),
        waiting: valueAt(limit.waiting, time),
        waiters: runs.filter((run) => run.waitsFor.includes(limit.name)),
      }));
      const marks = new Map();
      for (const mark of side.marks) {
        if (mark.time > time || mark.until <= time) continue;
        const unit = side.raw.units[mark.item.unit].name;
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
        undelivered: level("undelivered"), delivered: level("delivered"), stored: level("stored"),
      };
    }

    """#
}
