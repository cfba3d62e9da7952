"use strict";
(() => {
  const root = document.documentElement;
  const all = (where, what) => Array.from(where.querySelectorAll(what));
  const status = document.getElementById("status");
  const back = document.getElementById("back");
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const reports = all(document, ".report");
  let origin = null;

  // -- several articles: one at a time --------------------------------------------------------------------------------
  const show = (report) => {
    for (const other of reports) other.classList.toggle("current", other === report);
    for (const link of all(document, ".index a")) {
      if (link.hash === "#" + report.id) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    for (const map of all(report, ".map")) arrange(map);
  };
  const route = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const report = target ? target.closest(".report") : null;
    if (report) show(report);
    if (target && report) target.scrollIntoView();
  };

  // -- light ----------------------------------------------------------------------------------------------------------
  const clear = (report) => {
    for (const lit of all(report, ".lit, .on, .soft")) lit.classList.remove("lit", "on", "soft");
    for (const pressed of all(report, "[aria-pressed=true]")) pressed.removeAttribute("aria-pressed");
  };
  const reveal = (element, block) => {
    if (!element) return;
    for (let box = element.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    element.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: block || "center" });
  };
  const light = (report, at) => {
    const found = [];
    for (const span of at.split(" ").filter(Boolean)) {
      const [start, end] = span.split("-").map(Number);
      for (const piece of all(report, ".text [data-s]")) {
        if (Number(piece.dataset.s) >= start && Number(piece.dataset.e) <= end) {
          piece.classList.add("lit");
          found.push(piece);
        }
      }
    }
    return found;
  };
  const cardsOf = (report, ids) => all(report, ".card").filter((card) =>
    all(card, "[data-entity]").some((fact) => ids.includes(fact.dataset.entity)));
  const onFact = (fact) => {
    const report = fact.closest(".report");
    const again = fact.classList.contains("on");
    clear(report);
    back.hidden = true;
    if (again) return;
    fact.classList.add("on");
    fact.setAttribute("aria-pressed", "true");
    const card = fact.closest(".card");
    if (card) card.classList.add("lit");
    const pieces = light(report, fact.dataset.at);
    // The folded furniture is opened first, so that what is lit can be seen.
    reveal(pieces[0]);
    if (card && fact.dataset.entity) markPlaces(report, [fact.dataset.entity]);
    status.textContent = pieces.map((piece) => piece.textContent).join("");
    origin = fact;
    back.hidden = false;
  };
  const markPlaces = (report, ids) => {
    for (const mark of all(report, ".mark[data-entity]")) mark.classList.toggle("lit", ids.includes(mark.dataset.entity));
  };
  const onEntity = (element) => {
    const report = element.closest(".report");
    clear(report);
    const ids = element.dataset.entity.split(" ");
    const main = ids.slice(0, 1);
    for (const mention of all(report, ".text .m")) {
      if (main.some((id) => mention.dataset.entity.split(" ").includes(id))) mention.classList.add("lit");
    }
    markPlaces(report, main);
    let cards = cardsOf(report, main);
    if (!cards.length) cards = cardsOf(report, ids);
    for (const card of cards) {
      card.classList.add("lit");
      for (const fact of all(card, "[data-entity]")) fact.classList.toggle("on", main.includes(fact.dataset.entity));
    }
    const row = all(report, "tr[data-row]").find((found) => found.dataset.row === main[0]);
    if (row) row.classList.add("lit");
    const inText = element.closest(".text");
    reveal(cards[0] || (inText ? row : null), "nearest");
    if (!inText) reveal(all(report, ".text .m.lit")[0]);
    status.textContent = element.textContent + ": " + cards.length;
    origin = element;
    back.hidden = !inText;
  };
  const onJump = (jump) => {
    const report = jump.closest(".report");
    const card = all(report, ".card").find((found) => found.dataset.card === jump.dataset.card);
    if (!card) return;
    clear(report);
    card.classList.add("lit");
    card.classList.remove("gone");
    const trigger = card.querySelector(".fact");
    for (const piece of light(report, trigger.dataset.at)) reveal(piece);
    reveal(card, "nearest");
    card.focus({ preventScroll: true });
    origin = jump;
    back.hidden = false;
  };

  // -- filters --------------------------------------------------------------------------------------------------------
  const filter = (report) => {
    const hidden = all(report, "[data-filter]").filter((box) => !box.checked).map((box) => box.dataset.filter);
    const gone = (element) => hidden.includes(element.dataset.type);
    for (const element of all(report, ".card, .timeline li[data-type], tr[data-type], .sources .jump")) {
      element.classList.toggle("gone", gone(element));
    }
    for (const day of all(report, ".timeline > li")) {
      day.classList.toggle("gone", all(day, "li").every((item) => item.classList.contains("gone")));
    }
    for (const mark of all(report, ".mark.event[data-entity]")) {
      const cards = cardsOf(report, [mark.dataset.entity]);
      mark.classList.toggle("out", cards.length > 0 && cards.every(gone));
    }
    for (const box of all(report, "[data-sort]")) report.classList.toggle("off-" + box.dataset.sort, !box.checked);
  };

  // -- map ------------------------------------------------------------------------------------------------------------
  const views = new WeakMap();
  const size = (map) => map.viewBox.baseVal;
  const offset = (view, spot) => [spot.dataset.x * view.k + view.x, spot.dataset.y * view.k + view.y];
  const arrange = (map) => {
    const view = views.get(map) || { k: 1, x: 0, y: 0 };
    views.set(map, view);
    const { width, height } = size(map);
    for (const spot of all(map, ".at")) {
      const [x, y] = offset(view, spot);
      spot.setAttribute("transform", `translate(${x} ${y})`);
    }
    map.querySelector(".grid").setAttribute("transform", `translate(${view.x} ${view.y}) scale(${view.k})`);
    map.querySelector(".degrees").classList.toggle("gone", view.k !== 1 || view.x !== 0 || view.y !== 0);
    label(map, width, height);
    rule(map, width, view.k);
  };
  const label = (map, width, height) => {
    const boxes = [];
    const free = (box) => box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height &&
      !boxes.some((b) => box.x < b.x + b.width && b.x < box.x + box.width && box.y < b.y + b.height && b.y < box.y + box.height);
    const view = views.get(map);
    const marks = all(map, ".mark").reverse();
    for (const mark of marks) {
      const [x, y] = offset(view, mark);
      const r = Number(mark.dataset.r);
      boxes.push({ x: x - r, y: y - r, width: 2 * r, height: 2 * r });
    }
    for (const mark of marks) {
      const text = mark.querySelector("text");
      const [x, y] = offset(view, mark);
      const gap = Number(mark.dataset.r) + 4;
      mark.classList.remove("bare");
      const tall = text.getBBox().height;
      const found = [[gap, tall / 3, "start"], [-gap, tall / 3, "end"], [0, -gap, "middle"], [0, gap + tall * 0.75, "middle"]].some(([dx, dy, anchor]) => {
        text.setAttribute("x", dx);
        text.setAttribute("y", dy);
        text.setAttribute("text-anchor", anchor);
        const box = text.getBBox();
        const place = { x: box.x + x, y: box.y + y, width: box.width, height: box.height };
        if (!free(place)) return false;
        boxes.push(place);
        return true;
      });
      mark.classList.toggle("bare", !found);
    }
    for (const name of all(map, ".contexts .at")) {
      const text = name.querySelector("text");
      const [x, y] = offset(view, name);
      name.classList.remove("off");
      const box = text.getBBox();
      const place = { x: box.x + x, y: box.y + y, width: box.width, height: box.height };
      const shown = free(place);
      if (shown) boxes.push(place);
      name.classList.toggle("off", !shown);
    }
  };
  const rule = (map, width, k) => {
    const unit = Number(map.dataset.unit) / k;
    const most = unit * width / 5;
    const power = 10 ** Math.floor(Math.log10(most));
    const length = [5, 2, 1].map((factor) => factor * power).find((value) => value <= most) || power;
    map.querySelector(".kms").textContent = String(Number(length.toPrecision(3)));
    map.querySelector(".scale path").setAttribute("d", `M0 -6V0H${(length / unit).toFixed(1)}V-6`);
  };
  const zoom = (map, factor, at) => {
    const view = views.get(map);
    const { width, height } = size(map);
    if (!factor) Object.assign(view, { k: 1, x: 0, y: 0 });
    else {
      const k = Math.min(Math.max(view.k * factor, 0.05), 400);
      const [x, y] = at || [width / 2, height / 2];
      view.x = x - (x - view.x) * k / view.k;
      view.y = y - (y - view.y) * k / view.k;
      view.k = k;
    }
    arrange(map);
  };
  const within = (map, event) => {
    const box = map.getBoundingClientRect();
    const { width, height } = size(map);
    return [(event.clientX - box.left) * width / box.width, (event.clientY - box.top) * height / box.height];
  };
  for (const map of all(document, ".map")) {
    views.set(map, { k: 1, x: 0, y: 0 });
    let held = null;
    map.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return;  // the page goes on scrolling
      event.preventDefault();
      zoom(map, event.deltaY < 0 ? 1.25 : 0.8, within(map, event));
    }, { passive: false });
    map.addEventListener("pointerdown", (event) => {
      if (!event.target.closest(".mark")) held = within(map, event);
    });
    map.addEventListener("pointermove", (event) => {
      if (!held) return;
      const [x, y] = within(map, event);
      const view = views.get(map);
      view.x += x - held[0];
      view.y += y - held[1];
      held = [x, y];
      arrange(map);
    });
    for (const end of ["pointerup", "pointerleave", "pointercancel"]) map.addEventListener(end, () => { held = null; });
  }

  // -- what people do -------------------------------------------------------------------------------------------------
  const act = (target) => {
    const element = target.closest(".fact, .jump, .text .m, .map .mark, [data-zoom], #theme, #back");
    if (!element) return false;
    if (element.id === "theme") {
      const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
      root.dataset.theme = dark ? "light" : "dark";
      element.setAttribute("aria-pressed", String(!dark));
    } else if (element.id === "back") {
      if (origin) { reveal(origin); origin.focus({ preventScroll: true }); }
      back.hidden = true;
    } else if (element.dataset.zoom !== undefined) zoom(element.closest(".mapframe").querySelector(".map"), Number(element.dataset.zoom));
    else if (element.matches(".jump")) onJump(element);
    else if (element.matches(".fact")) onFact(element);
    else onEntity(element);
    return true;
  };
  document.addEventListener("click", (event) => { act(event.target); });
  document.addEventListener("keydown", (event) => {
    const mention = event.target.closest(".text .m, .map .mark");
    if (mention && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      act(mention);
    } else if (event.key === "Escape") {
      for (const report of reports) clear(report);
      back.hidden = true;
    } else if (mention && mention.matches(".m") && event.key.startsWith("Arrow")) {
      const mentions = all(mention.closest(".text"), ".m").filter((m) => !m.closest("details:not([open])"));
      const step = { ArrowLeft: 1, ArrowDown: 1, ArrowRight: -1, ArrowUp: -1 }[event.key];
      const next = mentions[mentions.indexOf(mention) + step];
      if (next) {
        event.preventDefault();
        mention.tabIndex = -1;
        next.tabIndex = 0;
        next.focus();
      }
    }
  });
  document.addEventListener("change", (event) => {
    const report = event.target.closest(".report");
    if (report) filter(report);
  });
  addEventListener("hashchange", route);
  let waiting = 0;
  addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => { for (const map of all(document, ".current .map")) arrange(map); }, 150);
  });
  addEventListener("beforeprint", () => { for (const folded of all(document, "details.furniture, .wide details")) folded.open = true; });

  for (const report of reports) {
    const first = report.querySelector(".text .m");
    if (first) first.tabIndex = 0;
  }
  root.classList.add("js");
  if (reports.length) show(reports[0]);
  if (location.hash) route();
})();
