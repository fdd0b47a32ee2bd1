extension PageScript {
  /// The rest of the picture: moments, arrows, the axis; and what pointers, wheel and keys do.
  static let hands = #"""
      drawMoments(pen, row) {
        for (const lane of row.lanes) {
          let last = -1;
          const first = firstAt(lane.moments, view.from, (one) => one.time);
          for (let place = first; place < lane.moments.length; place += 1) {
            const one = lane.moments[place];
            if (one.time > view.to) break;
            const x = Math.round(this.x(one.time));
            const isMine = view.item !== null && one.item?.key === view.item;
            if (x === last && !one.isBad && !isMine) continue;
            last = x;
            pen.globalAlpha = this.isFaint(one) ? 0.15 : 1;
            pen.fillStyle = one.isBad ? colours.bad
              : one.isDouble ? colours.double : colours[lane.group === "console" ? "good" : "work"];
            const middle = row.top + row.height / 2;
            if (isMine || lane.name === "faults") {
              pen.beginPath();
              pen.arc(x, middle, isMine ? 5 : 4, 0, 7);
              pen.fill();
            } else pen.fillRect(x - 0.75, middle - 6, 1.5, 12);
          }
        }
        pen.globalAlpha = 1;
      }

      /** What both runs have in common is drawn once, on the left. */
      drawCommon(pen) {
        if (!data.pair) return;
        const x = this.x(data.pair.at);
        if (this.side.index === 1 && x > 0) {
          pen.fillStyle = colours.panel;
          pen.globalAlpha = 0.93;
          pen.fillRect(0, 0, Math.min(x, this.width), this.height);
          pen.globalAlpha = 1;
          pen.fillStyle = colours.faint;
          if (x > 150) pen.fillText("the same in both", 8, this.scroller.scrollTop + 14);
        }
        this.line(pen, data.pair.at, colours.bad, 0, this.height, [2, 3]);
      }

      line(pen, time, colour, top, height, dash = []) {
        const x = Math.round(this.x(time)) + 0.5;
        if (x < 0 || x > this.width) return;
        pen.strokeStyle = colour;
        pen.lineWidth = dash.length ? 1.5 : 1;
        pen.setLineDash(dash);
        pen.beginPath();
        pen.moveTo(x, top);
        pen.lineTo(x, top + height);
        pen.stroke();
        pen.setLineDash([]);
        pen.lineWidth = 1;
      }

      /** The way of the chosen item; of the others when there are few in sight. */
      drawArrows(pen) {
        const mine = view.item ? this.side.itemByKey.get(view.item) : null;
        if (mine) this.drawWay(pen, mine, colours.link, 2);
        const queue = this.side.lanes.find((lane) => lane.name === "queue");
        if (!queue) return;
        const first = firstAt(queue.moments, view.from, (one) => one.time);
        const after = firstAt(queue.moments, view.to, (one) => one.time);
        if (after - first > 120) return;
        for (const one of queue.moments.slice(first, after)) {
          if (one.item && one.item !== mine && !this.isFaint(one)) {
            this.drawWay(pen, one.item, colours.faint, 0.7);
          }
        }
      }

      drawWay(pen, item, colour, width) {
        const points = [];
        const add = (time, row) => row && points.push([this.x(time), row.top + row.height / 2]);
        for (const event of item.events) {
          const run = this.side.runs.get(event.run);
          const isPost = event.kind >= Kind.accepted && event.kind <= Kind.failed;
          if (run?.lane && isPost) add(event.time, this.rowOf(run.lane));
          const name = event.kind === Kind.struck ? "faults" : laneOfKind[event.kind];
          const lane = name && this.side.lanes.find((one) => one.name === name);
          if (lane) add(event.time, this.rowOf(lane));
        }
        pen.strokeStyle = pen.fillStyle = colour;
        pen.lineWidth = width;
        for (let place = 1; place < points.length; place += 1) {
          const [[x0, y0], [x1, y1]] = [points[place - 1], points[place]];
          if (Math.max(x0, x1) < 0 || Math.min(x0, x1) > this.width) continue;
          pen.beginPath();
          pen.moveTo(x0, y0);
          const bend = Math.min(40, Math.abs(x1 - x0) / 2);
          pen.bezierCurveTo(x0 + bend, y0, x1 - bend, y1, x1, y1);
          pen.stroke();
          if (width < 1) continue;
          const down = Math.sign(y1 - y0) || 0;
          pen.beginPath();
          pen.moveTo(x1, y1 - 5 * down);
          pen.lineTo(x1 - 4, y1 - 12 * down);
          pen.lineTo(x1 + 4, y1 - 12 * down);
          if (down && Math.abs(x1 - x0) < 30) pen.fill();
        }
        pen.lineWidth = 1;
      }

      drawAxis() {
        const pen = this.fit(this.axis, this.width, axisHeight);
        pen.fillStyle = colours.faint;
        for (const { time, words } of ticks(this.width)) {
          const x = this.x(time);
          pen.fillRect(Math.round(x), axisHeight - 6, 1, 6);
          if (x < this.width - 40) pen.fillText(words, x + 3, 10);
        }
        const x = this.x(view.time);
        if (x < 0 || x > this.width) return;
        pen.fillStyle = colours.link;
        pen.beginPath();
        pen.moveTo(x - 6, axisHeight - 9);
        pen.lineTo(x + 6, axisHeight - 9);
        pen.lineTo(x, axisHeight);
        pen.fill();
      }

      /** What lies at a place of the stage: a moment within a few pixels, or a span. */
      at(x, y) {
        const row = this.rows.find((one) => y >= one.top && y < one.top + one.height);
        if (!row) return {};
        const time = this.timeAt(x), reach = 6 / this.width * (view.to - view.from);
        let found = null;
        for (const lane of row.lanes) {
          const first = firstAt(lane.moments, time - reach, (one) => one.time);
          for (let place = first; place < lane.moments.length; place += 1) {
            const one = lane.moments[place];
            if (one.time > time + reach || place - first > 500) break;
            const isNearer = !found || Math.abs(one.time - time) < Math.abs(found.time - time);
            if (isNearer || one.isBad && !found.isBad) found = one;
          }
        }
        const span = row.isFolded ? null
          : row.lanes[0].spans.find((one) => one.time <= time && time < one.time + one.length);
        return { row, moment: found, span };
      }
    }

    /** Times and words of the axis, round ones at least 90 pixels apart. */
    function ticks(width) {
      const units = [1, 2, 5, 10, 20, 50, 100, 200, 500].flatMap((one) => [one, one * 1000])
        .concat([1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600,
          43200, 86400, 172800, 604800].map((seconds) => seconds * 1e6)).sort((a, b) => a - b);
      const least = (view.to - view.from) * 90 / width;
      const step = units.find((unit) => unit >= least) ?? Math.ceil(least / 864e8) * 864e8;
      const list = [];
      for (let time = Math.ceil(view.from / step) * step; time <= view.to; time += step) {
        if (time < 0) continue;
        const text = clock(time, step < 1000);
        list.push({ time, words: step >= 1e6 ? text.slice(0, -4) : text });
      }
      return list;
    }

    /** Lets pointers and the wheel move and zoom a picture. */
    function giveHands(picture) {
      const { stage, axis } = picture;
      const pointers = new Map();
      let moved = 0;
      const place = (event, element) => {
        const box = element.getBoundingClientRect();
        return [event.clientX - box.left, event.clientY - box.top];
      };
      stage.addEventListener("wheel", (event) => {
        if (!event.ctrlKey && !event.metaKey && document.activeElement !== stage) return;
        event.preventDefault();
        const by = event.deltaMode === 1 ? 30 : 1;
        if (event.shiftKey) pan((event.deltaX || event.deltaY) * by / picture.width);
        else zoom(Math.exp(event.deltaY * by / 400), picture.timeAt(place(event, stage)[0]));
      }, { passive: false });
      stage.addEventListener("pointerdown", (event) => {
        pointers.set(event.pointerId, event);
        moved = 0;
      });
      stage.addEventListener("pointermove", (event) => {
        const [x, y] = place(event, stage);
        const before = pointers.get(event.pointerId);
        if (!before) return hover(picture, x, y, event);
        const others = [...pointers.values()].filter((one) => one.pointerId !== event.pointerId);
        if (others.length > 0) {
          const apart = (a, b) => Math.max(20, Math.abs(a.clientX - b.clientX));
          zoom(apart(before, others[0]) / apart(event, others[0]), picture.timeAt(x));
        } else {
          moved += Math.abs(event.clientX - before.clientX);
          if (moved > 4) {
            pan((before.clientX - event.clientX) / picture.width);
            stage.setPointerCapture(event.pointerId);
          }
        }
        pointers.set(event.pointerId, event);
      });
      for (const name of ["pointerup", "pointercancel", "pointerleave"]) {
        stage.addEventListener(name, (event) => {
          pointers.delete(event.pointerId);
          $("hover").hidden = true;
        });
      }
      stage.addEventListener("click", (event) => {
        if (moved > 4) return;
        const [x, y] = place(event, stage);
        const { moment, span } = picture.at(x, y);
        if (moment?.item) choose(moment.item.key, moment.time);
        else {
          go(moment ? moment.time : Math.round(picture.timeAt(x)),
            picture.side.runs.get(span?.run) ?? null);
        }
      });
      const scrub = (event) => {
        if (event.buttons) go(Math.round(picture.timeAt(place(event, axis)[0])));
      };
      axis.addEventListener("pointerdown", (event) => {
        axis.setPointerCapture(event.pointerId);
        scrub(event);
      });
      axis.addEventListener("pointermove", scrub);
      stage.addEventListener("keydown", press);
    }

    function press(event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const act = {
        "+": () => zoom(0.5), "=": () => zoom(0.5), "-": () => zoom(2), ArrowLeft: () => pan(-0.15),
        ArrowRight: () => pan(0.15), Home: () => go(0), End: () => go(end), 0: showAll,
        ".": () => step(1), ",": () => step(-1), f: () => fault(1), F: () => fault(-1),
        d: () => diverge(), Escape: () => choose(null),
      }[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    }

    function hover(picture, x, y, event) {
      const { moment, span } = picture.at(x, y);
      const one = moment ?? span;
      $("hover").hidden = !one;
      if (!one) return;
      const name = moment?.item?.name ?? picture.side.runs.get(one.run)?.name;
      const until = span && !moment ? ` to ${clock(span.time + span.length)}` : "";
      $("hover").textContent = `${clock(one.time)}${until}  ${name ? `${name}: ` : ""}${one.words}`;
      const box = $("hover").getBoundingClientRect();
      $("hover").style.left = `${Math.min(event.clientX + 12, innerWidth - box.width - 8)}px`;
      $("hover").style.top = `${Math.min(event.clientY + 16, innerHeight - box.height - 8)}px`;
    }

    """#
}
