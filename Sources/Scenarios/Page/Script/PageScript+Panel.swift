extension PageScript {
  /// What stands beside the picture: the rooms at the moment, and the chosen item.
  static let panel = #"""
    function showState() {
      $("state").replaceChildren(...data.sides.map((_, place) => stateOf(sides[place])));
    }

    /** Lists and tables of one run at the moment. */
    function stateOf(side) {
      const state = stateAt(side, view.time);
      const box = make("div", { class: "room" });
      box.dataset.state = JSON.stringify({
        ...state, limits: state.limits.map((limit) => ({
          ...limit, waiters: limit.waiters.map((run) => run.number),
        })),
      });
      if (data.sides.length > 1) box.append(make("h3", {}, side.words));
      box.append(table("Who runs", ["run", "does"],
        state.runs.slice(0, 40).map((run) => [run.name, run.does]), "no run is open"));
      if (state.runs.length > 40) box.append(make("p", {}, `and ${state.runs.length - 40} more`));
      if (state.captures) box.append(make("p", {}, `${counted(state.captures, "capture")} open`));
      const limits = state.limits.filter((limit) => limit.inUse || limit.waiting);
      const bars = limits.map((limit) => bar(limit.name, limit.inUse, limit.cap, [
        limit.cap ? `${grouped(limit.inUse)} of ${grouped(limit.cap)}` : grouped(limit.inUse),
        limit.waiting ? `${grouped(limit.waiting)} waiting` : "",
        limit.waiters.slice(0, 4).map((run) => run.name).join(", "),
      ]));
      for (const window of state.windows) {
        bars.push(bar(`rate limit of ${window.connection}`, window.used, window.cap, [
          `${grouped(window.used)} of ${grouped(window.cap)}`, `until ${clock(window.until)}`]));
      }
      box.append(make("h4", {}, "Limits"),
        bars.length ? make("ul", { class: "bars" }, ...bars) : make("p", {}, "none in use"));
      const { trigger, cancel, ingress } = state.messages;
      const left = state.executionsLeft === null ? ""
        : `, ${grouped(state.executionsLeft)} left of the month's`;
      const facts = [
        ["messages under way", [[ingress, "ingress"], [trigger, "trigger"], [cancel, "cancel"]]
          .filter(([count]) => count).map(([count, topic]) => `${grouped(count)} ${topic}`)
          .join(", ") || "none"],
        ["dedup marks", state.marks.map((unit) => `${grouped(unit.marks)} of ${unit.unit}, until ` +
          (unit.first === unit.last ? "" : `${clock(unit.first)} to `) + clock(unit.last))
          .join("; ") || "none"],
        ["executions", grouped(state.executions) + left],
        ["backlog", `${grouped(state.undelivered)} to be delivered, ${grouped(state.delivered)} ` +
          `delivered, ${grouped(state.stored)} stored`],
      ];
      box.append(make("dl", {}, ...facts.flatMap(([name, words]) =>
        [make("dt", {}, name), make("dd", {}, words)])));
      return box;
    }

    function table(title, heads, lines, otherwise) {
      if (!lines.length) return make("div", {}, make("h4", {}, title), make("p", {}, otherwise));
      return make("table", {}, make("caption", {}, title),
        make("thead", {}, make("tr", {}, ...heads.map((head) =>
          make("th", { scope: "col" }, head)))),
        make("tbody", {}, ...lines.map((cells) => make("tr", {}, ...cells.map((cell) =>
          make("td", {}, cell))))));
    }

    function bar(name, used, cap, words) {
      const fill = make("i", {});
      const share = cap ? Math.min(1, used / cap) : 0;
      fill.style.width = `${share * 100}%`;
      return make("li", { class: share === 1 ? "full" : "" }, make("b", {}, name),
        make("span", { class: "track", "aria-hidden": "true" }, fill),
        make("small", {}, words.filter(Boolean).join(" · ")));
    }

    /** The life of the chosen item, on each side, with why. */
    function showItem() {
      const box = $("item");
      if (!view.item) {
        box.replaceChildren(make("p", {}, "Choose an item: search, or click one in the picture."));
        return;
      }
      const parts = sides.flatMap((side) => {
        const item = side.itemByKey.get(view.item);
        const life = make("div", {});
        if (sides.length > 1) life.append(make("h4", {}, side.words));
        if (!item) {
          life.append(make("p", {}, "This run has no such item."));
          return [life];
        }
        life.append(make("p", {}, make("b", {}, side.raw.fates[item.fate])));
        life.append(make("ol", {}, ...item.events.map((event) => make("li", {
          class: event.isBad ? "bad" : event.isDouble ? "double" : "",
        }, link(event.time, item), " ", event.words,
        event.run && side.runs.has(event.run) ? ` (${side.runs.get(event.run).name})` : ""))));
        const why = side.raw.causes[item.cause];
        if (!why) return [life];
        return [life, make("div", {}, make("h4", {}, "Why"), make("pre", {}, why.join("\n")))];
      });
      const name = sides.map((side) => side.itemByKey.get(view.item)?.name).find(Boolean);
      box.replaceChildren(
        make("h3", {}, name ?? decodeURIComponent(view.item)),
        make("div", { class: "lives" }, ...parts),
        make("button", { type: "button", onclick: () => choose(null) }, "Close the item"));
    }

    function link(time, item) {
      return make("a", { href: address(item?.key ?? null, time) }, clock(time));
    }

    function address(item, time) {
      const parts = item ? [`item=${item}`] : [];
      return `#${[...parts, `t=${time / 1e6}`].join("&")}`;
    }

    /** The fate of an item, on each side where they differ. */
    function fatesOf(key) {
      const all = sides.map((side) => side.raw.fates[side.itemByKey.get(key)?.fate] ?? "not there");
      return new Set(all).size === 1 ? all[0] : all.join(" | ");
    }

    /** Items of the search and the filters on either side, the first thirty. */
    function search() {
      const words = $("search").value.trim().toLowerCase();
      const isWanted = (item) => (filter.unit === null || item.unit === filter.unit)
        && (filter.fate < 0 || item.fate === filter.fate)
        && (filter.attempt === 0 || (filter.attempt === 2) === item.events.some((event) =>
          event.attempt > 1))
        && item.name.toLowerCase().includes(words);
      if (!words && filter.fate < 0 && filter.unit === null && filter.attempt === 0) {
        $("found").replaceChildren();
        $("foundcount").textContent = "";
        return;
      }
      const all = [...new Map(sides.flatMap((side) => side.items.filter(isWanted))
        .map((item) => [item.key, item.name]))];
      $("foundcount").textContent = `${counted(all.length, "item")}` +
        (all.length > 30 ? ", the first 30" : "");
      $("found").replaceChildren(...all.slice(0, 30).map(([key, name]) => make("li", {},
        make("button", { type: "button", onclick: () => choose(key) },
          name, make("small", {}, ` ${fatesOf(key)}`)))));
    }

    """#
}
