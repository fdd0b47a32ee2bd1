extension PageScript {
  /// Moves through the run, keeps the address, and begins.
  static let main = #"""
    const sides = data.sides.map(readSide);
    const end = Math.max(1, ...sides.map((side) => side.end));
    const moments = [...new Set(sides.flatMap((side) => side.moments))].sort((a, b) => a - b);
    const faults = [...new Set(sides.flatMap((side) => side.lanes
      .filter((lane) => lane.name === "faults")
      .flatMap((lane) => lane.moments.map((one) => one.time))))].sort((a, b) => a - b);
    let pictures = [];
    let isDrawn = true;

    /** Draws everything once before the next frame. */
    function draw() {
      if (!isDrawn) return;
      isDrawn = false;
      requestAnimationFrame(() => {
        isDrawn = true;
        for (const picture of pictures) picture.draw();
      });
    }

    function refold() {
      for (const picture of pictures) picture.layOut();
      draw();
    }

    function setView(from, to) {
      const length = Math.min(Math.max(to - from, 1000), end * 1.04 + 1000);
      const start = Math.min(Math.max(from, -end * 0.01), end * 1.02 + 1000 - length);
      [view.from, view.to] = [start, start + length];
      draw();
    }

    function zoom(by, around = view.time) {
      const at = around >= view.from && around <= view.to ? around : (view.from + view.to) / 2;
      setView(at - (at - view.from) * by, at + (view.to - at) * by);
    }

    function pan(by) {
      const length = view.to - view.from;
      setView(view.from + by * length, view.to + by * length);
    }

    function showAll() { setView(-end * 0.01, end * 1.02); }

    /** Makes a moment the one that is looked at. */
    function go(time, run = view.run, isKept = false) {
      view.time = Math.min(Math.max(0, Math.round(time)), end);
      view.run = run;
      if (view.time < view.from || view.time > view.to) {
        const half = (view.to - view.from) / 2;
        setView(view.time - half, view.time + half);
      }
      $("scrubber").value = String(view.time);
      $("scrubber").setAttribute("aria-valuetext", clock(view.time));
      if (document.activeElement !== $("moment")) $("moment").value = clock(view.time, true);
      showState();
      draw();
      if (!isKept) remember();
    }

    function step(by) {
      const next = by > 0 ? moments[firstAt(moments, view.time + 1, (time) => time)]
        : moments[firstAt(moments, view.time, (time) => time) - 1];
      if (next === undefined) return;
      go(next);
      const happened = sides.flatMap((side) => side.lanes.flatMap((lane) => {
        const place = firstAt(lane.moments, next, (one) => one.time);
        const one = lane.moments[place];
        return one?.time === next ? [`${one.item ? `${one.item.name}: ` : ""}${one.words}`] : [];
      }));
      $("said").textContent = `${clock(next)}: ${happened.slice(0, 3).join("; ")}`;
    }

    function fault(by) {
      const place = by > 0 ? firstAt(faults, view.time + 1, (time) => time)
        : firstAt(faults, view.time, (time) => time) - 1;
      if (faults[place] === undefined) return;
      go(faults[place]);
      $("said").textContent = `Fault at ${clock(faults[place])}`;
    }

    function diverge(isKept = false) {
      if (!data.pair) return;
      const length = Math.min(end, 30e6);
      setView(data.pair.at - length / 4, data.pair.at + length * 3 / 4);
      go(data.pair.at, null, isKept);
    }

    /** Chooses an item, or none with null. */
    function choose(key, time = null) {
      view.item = key;
      const item = key && sides.map((side) => side.itemByKey.get(key)).find(Boolean);
      showItem();
      if (item && item.events.length) {
        const first = item.events[0].time, last = item.events[item.events.length - 1].time;
        const isSeen = last >= view.from && first <= view.to
          && view.to - view.from < 40 * (last - first);
        if (!isSeen) {
          const room = Math.max(2000, (last - first) * 0.15);
          setView(first - room, last + room);
        }
        $("said").textContent = `${item.name}: ${fatesOf(key)}`;
      }
      go(time ?? item?.events?.[0]?.time ?? view.time);
    }

    function remember() {
      const target = address(view.item, view.time);
      if (location.hash !== target) history.replaceState(null, "", target);
    }

    /** Goes where the address says: `#item=app/pull_request/200&t=35.098`. */
    function follow() {
      const parts = new Map(location.hash.slice(1).split("&").map((part) => {
        const [name, ...rest] = part.split("=");
        return [name, rest.join("=")];
      }));
      const time = parts.has("t") ? moment(parts.get("t")) : null;
      const item = parts.get("item") ?? null;
      if (item !== null && sides.some((side) => side.itemByKey.has(item))) choose(item, time);
      else if (time !== null) go(time);
      if (item !== null || time !== null) $("explorer").scrollIntoView({ block: "start" });
    }

    function options(select, list, otherwise) {
      select.append(make("option", { value: "-1" }, otherwise),
        ...list.map(([value, words]) => make("option", { value }, words)));
    }

    function begin() {
      readColours();
      $("explorer").hidden = false;
      for (const side of sides) {
        for (const lane of side.lanes) {
          const count = side.lanes.filter((one) => one.group === lane.group).length;
          if (count > 8 && lane.group !== "levels") folded.add(lane.group);
        }
      }
      pictures = sides.map((side) => {
        const mount = make("div", { class: "picture" });
        if (sides.length > 1) mount.append(make("h3", {}, side.words));
        $("pictures").append(mount);
        const picture = new Picture(side, mount);
        giveHands(picture);
        return picture;
      });
      const units = new Set(sides.flatMap((side) => side.items.map((item) => item.unit)));
      options($("unit"), [...units].map((unit) => [unit, unit]), "all units");
      const fates = new Set(sides.flatMap((side) => side.items.map((item) => item.fate)));
      options($("fate"), [...fates].map((fate) => [fate, sides[0].raw.fates[fate]]), "all fates");
      for (const name of ["unit", "fate", "attempt"]) {
        $(name).addEventListener("change", () => {
          const { value } = $(name);
          filter[name] = name !== "unit" ? Number(value) : value === "-1" ? null : value;
          filterLines();
          search();
          draw();
        });
      }
      $("search").addEventListener("input", search);
      $("search").addEventListener("keydown", (event) => {
        if (event.key === "Enter") $("found").querySelector("button")?.click();
      });
      $("scrubber").max = String(end);
      $("scrubber").step = String(Math.max(1, Math.round(end / 2000)));
      $("scrubber").addEventListener("input", () => go(Number($("scrubber").value)));
      $("moment").addEventListener("change", () => {
        const time = moment($("moment").value);
        $("moment").setAttribute("aria-invalid", String(time === null));
        if (time !== null) go(time);
      });
      const acts = {
        in: () => zoom(0.5), out: () => zoom(2), left: () => pan(-0.3), right: () => pan(0.3),
        all: showAll, before: () => step(-1), after: () => step(1), strike: () => fault(1),
        diverge: () => diverge(),
      };
      for (const [name, act] of Object.entries(acts)) $(name)?.addEventListener("click", act);
      $("strike").hidden = faults.length === 0;
      new ResizeObserver(() => { for (const one of pictures) one.layOut(); draw(); })
        .observe($("pictures"));
      for (const query of ["(prefers-color-scheme: dark)", "print"]) {
        matchMedia(query).addEventListener("change", () => {
          readColours();
          for (const picture of pictures) picture.draw();
        });
      }
      addEventListener("hashchange", follow);
      showAll();
      showItem();
      go(data.pair ? data.pair.at : faults[0] ?? end, null, true);
      diverge(true);
      follow();
      document.documentElement.dataset.ready = String(Math.round(performance.now()));
    }

    /** Lines that speak of the chosen unit, and not of one whose name has its name in it. */
    function filterLines() {
      const name = filter.unit;
      const longer = [...new Set(sides.flatMap((side) => side.raw.units.map((unit) => unit.name)))]
        .filter((other) => other !== name && other.includes(name))
        .sort((a, b) => b.length - a.length);
      for (const row of document.querySelectorAll("#lines tbody tr")) {
        const rest = longer.reduce((text, other) => text.replaceAll(other, "…"), row.textContent);
        row.hidden = name !== null && !rest.includes(name);
      }
    }

    begin();

    """#
}
