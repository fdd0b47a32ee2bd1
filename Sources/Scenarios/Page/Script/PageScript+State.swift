extension PageScript {
  /// What every room holds at a moment, as `simrun replay --until` has it.
  static let state = #"""
    function stateAt(side, time) {
      const runs = [];
      for (const run of side.runs.values()) {
        if (run.created > time || (!run.isOpen && run.ended <= time)) continue;
        const now = run.doings[firstAt(run.doings, time + 1, (one) => one.time) - 1];
        const orNull = (moment) => moment === undefined || moment < 0 ? null : moment;
        runs.push({
          number: run.number, name: run.name, created: run.created,
          isStarted: run.started >= 0 && run.started <= time,
          waitsFor: run.waits.filter((wait) => wait.time <= time && time < wait.until)
            .map((wait) => side.limits[wait.limit].name),
          isBusy: run.requests.some(([from, until]) => from <= time && time < until),
          does: now?.does ?? "in the queue", asleepUntil: orNull(now?.asleepUntil),
          next: orNull(now?.next),
        });
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
