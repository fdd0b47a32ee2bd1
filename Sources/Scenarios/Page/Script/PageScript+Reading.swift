extension PageScript {
  /// Turns the flat lists of the data into objects, and names things.
  static let reading = #"""
    const data = JSON.parse(document.getElementById("data").textContent);
    const $ = (id) => document.getElementById(id);

    /** An element with attributes, listeners (on…) and children; text is never markup. */
    function make(tag, attributes = {}, ...children) {
      const element = document.createElement(tag);
      for (const [name, value] of Object.entries(attributes)) {
        if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
        else if (value === true) element.setAttribute(name, "");
        else if (value !== false && value != null) element.setAttribute(name, value);
      }
      element.append(...children.filter((child) => child != null));
      return element;
    }

    /** Rows of a flat list; the times in it are relative to the row before. */
    function rows(flat, width, timeAt) {
      const list = [];
      let time = 0;
      for (let place = 0; place < flat.length; place += width) {
        const row = flat.slice(place, place + width);
        row[timeAt] = time += row[timeAt];
        list.push(row);
      }
      return list;
    }

    const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ",");
    const counted = (number, noun) => `${grouped(number)} ${noun}${number === 1 ? "" : "s"}`;
    const padded = (number, width) => String(number).padStart(width, "0");

    /** "1d 6:40:14.123" of microseconds, as in the timeline; down to the microsecond if asked. */
    function clock(time, isFine = false) {
      const ms = Math.floor(time / 1000), s = Math.floor(ms / 1000);
      const days = Math.floor(s / 86400);
      const text = `${Math.floor(s / 3600) % 24}:${padded(Math.floor(s / 60) % 60, 2)}:` +
        `${padded(s % 60, 2)}.${padded(ms % 1000, 3)}`;
      return (days ? `${days}d ` : "") + text + (isFine ? padded(time % 1000, 3) : "");
    }

    /** Microseconds of "35.098", "35.098s", "1h2m" or "0:00:35.098"; null of anything else. */
    function moment(text) {
      const parts = /^(?:(\d+)d )?(\d+):(\d\d?):(\d\d?(?:\.\d+)?)$/.exec(text.trim());
      if (parts) {
        const [days, hours, minutes] = [parts[1] ?? 0, parts[2], parts[3]].map(Number);
        return Math.round((((days * 24 + hours) * 60 + minutes) * 60 + Number(parts[4])) * 1e6);
      }
      if (/^\d+(\.\d+)?$/.test(text.trim())) return Math.round(Number(text) * 1e6);
      const units = { d: 864e8, h: 36e8, m: 6e7, s: 1e6, ms: 1e3, us: 1 };
      if (!/^(\d+(\.\d+)?(d|h|ms|m|us|s))+$/.test(text.trim())) return null;
      let sum = 0;
      for (const [, number, , unit] of text.matchAll(/(\d+(\.\d+)?)(d|h|ms|m|us|s)/g)) {
        sum += Number(number) * units[unit];
      }
      return Math.round(sum);
    }

    /** The value of a level at a time, after everything that happened then. */
    function valueAt(level, time) {
      let low = 0, high = level.length;
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if (level[middle][0] <= time) low = middle; else high = middle;
      }
      return level.length && level[low][0] <= time ? level[low][1] : 0;
    }

    /** The first place of a sorted list whose element is not before a time. */
    function firstAt(list, time, timeOf) {
      let low = 0, high = list.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (timeOf(list[middle]) < time) low = middle + 1; else high = middle;
      }
      return low;
    }

    const Kind = {
      made: 0, touched: 1, fetched: 2, accepted: 3, duplicate: 4, failed: 5, published: 6,
      deadLettered: 7, delivered: 8, stored: 9, dropped: 10, webhookLost: 11, struck: 12,
      retried: 13, givenUp: 14,
    };
    /** The lane in which what happens to items is seen. */
    const laneOfKind = ["provider", "provider", null, "gateway", "gateway", "gateway", "queue",
      "queue", "console", "console", "console", "gateway", null, "queue", "gateway"];
    const badKinds = new Set([Kind.failed, Kind.deadLettered, Kind.dropped, Kind.webhookLost,
      Kind.struck, Kind.retried, Kind.givenUp]);

    function readSide(raw, index) {
      const side = { index, raw, end: raw.end, words: raw.words, texts: raw.texts };
      side.lanes = raw.lanes.map((lane) => ({ ...lane, spans: [], moments: [] }));
      side.runs = new Map();
      for (let place = 0; place < raw.runs.length; place += 7) {
        const [number, name, unit, created, started, ended, isOpen] =
          raw.runs.slice(place, place + 7);
        side.runs.set(number, {
          number, name: side.texts[name], unit: unitNamed(raw, unit), created, started, ended,
          isOpen: isOpen === 1, spans: [], waits: [], requests: [], doings: [],
        });
      }
      for (const [run, time, length] of rows(raw.requests, 3, 1)) {
        side.runs.get(run)?.requests.push([time, time + length]);
      }
      for (const [run, time, does, asleepUntil, next] of rows(raw.doings, 5, 1)) {
        side.runs.get(run)?.doings.push({ time, does: side.texts[does], asleepUntil, next });
      }
      for (const [lane, time, length, text, run, bad] of rows(raw.spans, 6, 1)) {
        const words = side.texts[text];
        const attempt = /, attempt (\d+)/.exec(words);
        const span = {
          time, length, words, run, isBad: bad === 1, attempt: attempt ? Number(attempt[1]) : 1,
          unit: side.runs.get(run)?.unit ?? null, tone: toneOf(words),
        };
        const pause = pauseBefore(span, side.runs.get(run));
        if (pause) {
          side.lanes[lane].spans.push({ ...span, length: pause, words: "retry waits", tone: "idle",
            isBad: false });
          side.lanes[lane].spans.push({ ...span, time: time + pause, length: length - pause });
        } else side.lanes[lane].spans.push(span);
        const owner = side.runs.get(run);
        if (owner) {
          owner.spans.push(span);
          owner.lane = side.lanes[lane];
        }
      }
      for (const [lane, time, text, run, bad] of rows(raw.moments, 5, 1)) {
        side.lanes[lane].moments.push({
          time, words: side.texts[text], item: null, run, isBad: bad === 1, attempt: 1,
          unit: side.runs.get(run)?.unit ?? null,
        });
      }
      readItems(side, raw);
      readLevels(side, raw);
      for (const lane of side.lanes) lane.moments.sort((a, b) => a.time - b.time);
      side.moments = side.lanes.flatMap((lane) => lane.moments.map((moment) => moment.time))
        .sort((a, b) => a - b);
      return side;
    }

    /** The name of a unit, by which both sides know it; null for none. */
    function unitNamed(raw, place) { return raw.units[place]?.name ?? null; }

    /** How long a step waits before its first request, where that can be seen. */
    function pauseBefore(span, run) {
      if (!run || !["fetch", "post", "work"].includes(span.tone)) return 0;
      if (run.requests.some(([from, until]) => from <= span.time && until > span.time)) return 0;
      const next = run.requests.find(([from]) => from > span.time);
      const pause = next ? next[0] - span.time : 0;
      return pause >= 300000 && pause < span.length ? pause : 0;
    }

    function readItems(side, raw) {
      const laneNamed = Object.fromEntries(side.lanes.map((lane) => [lane.name, lane]));
      const strikes = new Map((laneNamed.faults?.moments ?? [])
        .map((moment) => [`${moment.time} ${moment.words}`, moment]));
      side.items = [];
      for (let place = 0; place < raw.items.length;) {
        const [unit, number, fate, cause, count] = raw.items.slice(place, place + 5);
        const { repository, entityType, name } = raw.units[unit];
        const item = {
          place: side.items.length, unit: name, number, fate, cause, events: [],
          name: `${name} #${number}`,
          key: [repository, entityType, number].map(encodeURIComponent).join("/"),
        };
        place += 5;
        let time = 0, posts = 0;
        for (let nth = 0; nth < count; nth += 1, place += 4) {
          const [kind, after, run, text] = raw.items.slice(place, place + 4);
          time += after;
          if (kind >= Kind.accepted && kind <= Kind.failed) posts += 1;
          const event = {
            kind, time, run, item, attempt: Math.max(1, posts), unit: name,
            words: data.kinds[kind] + (text < 0 ? "" : `: ${side.texts[text]}`),
            isBad: badKinds.has(kind), isDouble: kind === Kind.duplicate,
          };
          item.events.push(event);
          const lane = laneNamed[laneOfKind[kind]];
          if (lane) lane.moments.push(event);
          const strike = kind === Kind.struck && strikes.get(`${time} ${side.texts[text]}`);
          if (strike) [strike.item, strike.unit] = [item, name];
        }
        side.items.push(item);
      }
      side.itemByKey = new Map(side.items.map((item) => [item.key, item]));
    }

    function readLevels(side, raw) {
      side.limits = raw.limits.map((limit) => ({
        name: limit.name, cap: limit.cap, inUse: rows(limit.inUse, 2, 0),
        waiting: rows(limit.waiting, 2, 0),
      }));
      side.levels = Object.fromEntries(Object.entries(raw.levels)
        .map(([name, level]) => [name, rows(level, 2, 0)]));
      for (const [run, limit, time, length] of rows(raw.waits, 4, 2)) {
        side.runs.get(run)?.waits.push({ limit, time, until: time + length });
      }
      side.marks = rows(raw.marks, 4, 1).map(([item, time, length, taken]) => ({
        item: side.items[item], time, until: time + length,
        end: time + (taken < 0 ? length : taken),
      }));
      side.windows = raw.windows.map((window) => ({
        ...window, windows: pairs(window.windows), used: rows(window.used, 2, 0),
      }));
      const top = (level) => level.reduce((most, [, value]) => Math.max(most, value), 0);
      const chart = (name, use, wait, cap) => ({
        group: "levels", name, spans: [], moments: [],
        chart: { use, wait, cap, top: Math.max(cap, top(use) + 0, top(wait), 1) },
      });
      side.lanes.push(chart("messages under way", side.levels.ingress, [], 0));
      for (const limit of side.limits) {
        if (top(limit.inUse) + top(limit.waiting) === 0) continue;
        side.lanes.push(chart(limit.name, limit.inUse, limit.waiting,
          limit.name.endsWith(".throttle") ? 0 : limit.cap));
      }
      for (const window of side.windows) {
        side.lanes.push(chart(`rate limit ${window.connection}`, window.used, [], window.cap));
      }
    }

    function pairs(flat) {
      const list = [];
      for (let place = 0; place < flat.length; place += 2) {
        list.push([flat[place], flat[place + 1]]);
      }
      return list;
    }

    /** What a span is, for its colour. */
    function toneOf(words) {
      if (/^(queue|concurrency)/.test(words)) return "wait";
      if (/^sleep/.test(words)) return "sleep";
      if (/^wait/.test(words)) return "idle";
      if (/^(fetch|rate-limit)/.test(words)) return "fetch";
      if (/^dispatch/.test(words)) return "post";
      return "work";
    }

    """#
}
