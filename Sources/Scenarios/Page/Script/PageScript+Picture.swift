extension PageScript {
  /// The lanes: what is drawn, where, and what lies under a pointer.
  static let picture = #"""
    const rowHeight = 20, chartHeight = 30, axisHeight = 26;
    const view = { from: 0, to: 1, time: 0, item: null, run: null };
    const filter = { unit: null, fate: -1, attempt: 0 };
    const folded = new Set();
    let colours = {};

    function readColours() {
      const style = getComputedStyle(document.documentElement);
      for (const name of ["paper", "ink", "faint", "line", "panel", "link", "good", "bad", "wait",
        "sleep", "idle", "fetch", "post", "work", "double", "on"]) {
        colours[name] = style.getPropertyValue(`--${name}`).trim();
      }
    }

    class Picture {
      constructor(side, mount) {
        this.side = side;
        this.labels = make("div", { class: "labels" });
        this.canvas = make("canvas", { "aria-hidden": "true" });
        this.axis = make("canvas", { class: "axis", "aria-hidden": "true" });
        this.stage = make("div", {
          class: "stage", tabindex: "0", role: "application", "aria-roledescription": "timeline",
          "aria-label": `Timeline${data.sides.length > 1 ? `, ${side.words}` : ""}`,
          "aria-describedby": "keys",
        }, this.canvas);
        this.scroller = make("div", { class: "scroller" }, this.labels, this.stage);
        mount.append(make("div", { class: "axisrow" }, make("span", {}), this.axis), this.scroller);
        this.scroller.addEventListener("scroll", () => this.draw());
        this.layOut();
      }

      /** The rows that are shown: lanes, and groups that are folded into one. */
      layOut() {
        const groups = new Map();
        for (const lane of this.side.lanes) {
          if (!groups.has(lane.group)) groups.set(lane.group, []);
          groups.get(lane.group).push(lane);
        }
        this.rows = [];
        let top = 4;
        const add = (row, height) => {
          this.rows.push({ ...row, top, height });
          top += height;
        };
        for (const [group, lanes] of groups) {
          const canFold = lanes.length > 1 && group !== "levels";
          if (canFold && folded.has(group)) add({ group, lanes, isFolded: true }, chartHeight);
          else lanes.forEach((lane, place) => add(
            { group, lanes: [lane], canFold: canFold && place === 0, count: lanes.length },
            lane.chart ? chartHeight : rowHeight));
        }
        this.height = top + 6;
        this.labels.replaceChildren(...this.rows.map((row) => this.label(row)));
        this.labels.style.height = this.stage.style.height = `${this.height}px`;
        const most = Math.max(260, innerHeight * 0.62);
        this.scroller.style.height = `${Math.min(this.height, most)}px`;
      }

      label(row) {
        const name = row.isFolded ? `${row.group} (${row.lanes.length})` : row.lanes[0].name;
        const label = make("div", { class: "label", title: name });
        label.style.top = `${row.top}px`;
        label.style.height = `${row.height}px`;
        if (row.isFolded || row.canFold) {
          label.append(make("button", {
            type: "button", class: "fold", "aria-expanded": String(!row.isFolded),
            "aria-label": `${row.isFolded ? "Unfold" : "Fold"} ${row.group}`,
            onclick: () => {
              if (!folded.delete(row.group)) folded.add(row.group);
              refold(row.group);
            },
          }, row.isFolded ? "▸" : "▾"));
        }
        label.append(make("span", {}, name));
        const chart = row.lanes[0].chart;
        if (chart) {
          const scale = chart.top > chart.cap ? `0–${grouped(chart.top)}` : "";
          label.append(make("small", {}, [scale, chart.cap ? `cap ${grouped(chart.cap)}` : ""]
            .filter(Boolean).join(", ")));
        }
        return label;
      }

      x(time) { return (time - view.from) / (view.to - view.from) * this.width; }
      timeAt(x) { return view.from + x / this.width * (view.to - view.from); }
      rowOf(lane) { return this.rows.find((row) => row.lanes.includes(lane)); }

      /** Makes a canvas as large as its box, for the screen's pixels. */
      fit(canvas, width, height) {
        const scale = window.devicePixelRatio || 1;
        const [w, h] = [Math.round(width * scale), Math.round(height * scale)];
        if (canvas.width !== w || canvas.height !== h) [canvas.width, canvas.height] = [w, h];
        canvas.style.width = `${width}px`;
        canvas.style.height = `${height}px`;
        const context = canvas.getContext("2d");
        context.setTransform(scale, 0, 0, scale, 0, 0);
        context.clearRect(0, 0, width, height);
        context.font = "11px system-ui, sans-serif";
        context.textBaseline = "middle";
        return context;
      }

      draw() {
        this.width = this.stage.clientWidth;
        if (!this.width) return;
        // Only what is seen is drawn: the canvas lies where the scroller is.
        const top = this.scroller.scrollTop, height = this.scroller.clientHeight;
        this.canvas.style.transform = `translateY(${top}px)`;
        const pen = this.fit(this.canvas, this.width, height);
        pen.translate(0, -top);
        this.grid(pen, top, height);
        for (const row of this.rows) {
          if (row.top + row.height < top || row.top > top + height) continue;
          if (row.lanes[0].chart) this.drawChart(pen, row);
          else if (row.isFolded) this.drawDensity(pen, row);
          else this.drawSpans(pen, row);
          this.drawMoments(pen, row);
        }
        this.drawCommon(pen);
        this.drawArrows(pen);
        this.line(pen, view.time, colours.link, top, height);
        this.drawAxis();
      }

      grid(pen, top, height) {
        pen.strokeStyle = colours.line;
        pen.lineWidth = 1;
        pen.globalAlpha = 0.6;
        pen.beginPath();
        for (const { time } of ticks(this.width)) {
          const x = Math.round(this.x(time)) + 0.5;
          pen.moveTo(x, top);
          pen.lineTo(x, top + height);
        }
        let group = null;
        for (const row of this.rows) {
          if (group !== null && row.group !== group) {
            pen.moveTo(0, row.top - 0.5);
            pen.lineTo(this.width, row.top - 0.5);
          }
          group = row.group;
        }
        pen.stroke();
        pen.globalAlpha = 1;
      }

      /** Whether a filter or the chosen item leaves something in the background. */
      isFaint(one) {
        if (filter.unit !== null && one.unit !== filter.unit) return true;
        if (filter.attempt === 1 && one.attempt > 1) return true;
        if (filter.attempt === 2 && one.attempt < 2) return true;
        const isOfItem = one.item !== undefined;
        if (filter.fate >= 0 && isOfItem && one.item?.fate !== filter.fate) return true;
        if (!view.item) return false;
        const mine = this.side.itemByKey.get(view.item);
        if (isOfItem) return one.item !== mine;
        return !mine?.events.some((event) => event.run === one.run && event.run > 0);
      }

      drawSpans(pen, row) {
        const { spans } = row.lanes[0];
        const top = row.top + 2, height = row.height - 4;
        let right = -1;
        const first = firstAt(spans, view.from, (span) => span.time + span.length);
        for (let place = first; place < spans.length && spans[place].time <= view.to; place += 1) {
          const span = spans[place];
          const x = Math.max(0, this.x(span.time));
          const end = Math.min(this.width, this.x(span.time + span.length));
          // Spans that share a pixel are one, unless one of them failed.
          if (end - right < 0.7 && !span.isBad) continue;
          const width = Math.max(1, end - x - (end - x > 3 ? 1 : 0));
          pen.globalAlpha = this.isFaint(span) ? 0.22 : 1;
          pen.fillStyle = span.isBad ? colours.bad : colours[span.tone];
          pen.fillRect(x, top, width, height);
          if (view.run && this.side.runs.get(span.run) === view.run) {
            pen.strokeStyle = colours.ink;
            pen.strokeRect(x + 0.5, top + 0.5, Math.max(1, width - 1), height - 1);
          }
          right = end;
          if (width > 30) {
            // Words stand out on every tone, light or dark.
            pen.fillStyle = span.isBad ? colours.paper
              : span.tone === "idle" ? colours.ink : colours.on;
            this.write(pen, this.caption(span, width), x + 4, row, width - 8);
          }
        }
        pen.globalAlpha = 1;
      }

      caption(span, width) {
        if (width < 120) return span.words;
        const name = this.side.runs.get(span.run)?.name;
        return name && width > 220 ? `${span.words} · ${name}` : span.words;
      }

      write(pen, words, x, row, room) {
        const most = Math.floor(room / 5.6);
        if (most < 3) return;
        const text = words.length > most ? `${words.slice(0, most - 1)}…` : words;
        pen.fillText(text, x, row.top + row.height / 2 + 0.5);
      }

      /** How many of a folded group's lanes are in use. */
      drawDensity(pen, row) {
        const width = Math.ceil(this.width);
        const steps = new Float32Array(width + 2);
        const bad = [];
        for (const lane of row.lanes) {
          const first = firstAt(lane.spans, view.from, (span) => span.time + span.length);
          for (let place = first; place < lane.spans.length; place += 1) {
            const span = lane.spans[place];
            if (span.time > view.to) break;
            if (this.isFaint(span)) continue;
            const x = Math.max(0, Math.floor(this.x(span.time)));
            const end = Math.min(width, Math.ceil(this.x(span.time + span.length)));
            steps[x] += 1;
            steps[end] -= 1;
            if (span.isBad) bad.push(end);
          }
        }
        let level = 0, most = 1;
        for (let x = 0; x < width; x += 1) most = Math.max(most, level += steps[x]);
        const base = row.top + row.height - 3, room = row.height - 6;
        pen.fillStyle = colours.post;
        level = 0;
        for (let x = 0; x < width; x += 1) {
          level += steps[x];
          if (level > 0) pen.fillRect(x, base - level / most * room, 1, level / most * room);
        }
        pen.fillStyle = colours.bad;
        for (const x of bad) pen.fillRect(x - 1, row.top + 3, 2, room);
        pen.fillStyle = colours.faint;
        pen.fillText(`up to ${most}`, 4, row.top + 9);
      }

      drawChart(pen, row) {
        const { use, wait, cap, top } = row.lanes[0].chart;
        const base = row.top + row.height - 3, room = row.height - 6;
        const area = (level, colour, alpha) => {
          pen.fillStyle = colour;
          pen.globalAlpha = alpha;
          const first = Math.max(0, firstAt(level, view.from, (change) => change[0]) - 1);
          let peak = 0, left = -1;
          for (let place = first; place < level.length && level[place][0] <= view.to; place += 1) {
            const [time, value] = level[place];
            const x = Math.max(0, this.x(time));
            const end = Math.min(this.width, place + 1 < level.length
              ? this.x(level[place + 1][0]) : this.x(this.side.end));
            peak = Math.max(peak, value);
            if (end - left < 0.7) continue;
            const height = peak / top * room;
            if (peak > 0) pen.fillRect(x, base - height, Math.max(0.8, end - x), height);
            [left, peak] = [end, 0];
          }
          pen.globalAlpha = 1;
        };
        area(wait, colours.wait, 0.85);
        area(use, colours.fetch, 0.9);
        if (cap > 0 && cap <= top) {
          pen.strokeStyle = colours.bad;
          pen.globalAlpha = 0.5;
          pen.setLineDash([4, 3]);
          pen.beginPath();
          pen.moveTo(0, base - cap / top * room);
          pen.lineTo(this.width, base - cap / top * room);
          pen.stroke();
          pen.setLineDash([]);
          pen.globalAlpha = 1;
        }
      }

    """#
}
