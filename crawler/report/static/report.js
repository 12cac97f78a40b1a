"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const PAGE = 25;

  // -- charts: drawn as they come near the screen, in the page's own colours --------------------------------------------------
  const plots = [...document.querySelectorAll("[data-chart]")];
  const specs = $("specs") ? JSON.parse($("specs").textContent) : {};
  // A plot keeps its place until it is drawn: what stands below must not move away from under a click.
  const AXES = 42, LEGEND = 56;
  plots.forEach((place) => {
    const { height, encoding, data } = specs[place.dataset.chart];
    const inner = height.step ? height.step * new Set(data.values.map((row) => row[encoding.y.field])).size : height;
    const hasLegend = encoding.color && encoding.color.legend !== null;
    place.style.minHeight = `${inner + AXES + (hasLegend ? LEGEND : 0)}px`;
  });
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const palette = ["#3b82c4", "#d9822b", "#3f9c5a", "#b5527c", "#7a6cc9", "#8f8f3c", "#43a3a1", "#c45a4a", "#7f8a96"];
  const config = () => ({
    background: "transparent", font: "system-ui, sans-serif", range: { category: palette }, bar: { color: palette[0] },
    axis: { labelColor: colour("muted"), titleColor: colour("muted"), gridColor: colour("line"), domainColor: colour("line"), tickColor: colour("line"), titleFontWeight: "normal" },
    legend: { labelColor: colour("ink"), titleColor: colour("muted"), labelLimit: 220 }, view: { stroke: null },
  });
  const tip = document.createElement("div");
  tip.id = "chart-tip";
  tip.hidden = true;
  document.body.append(tip);
  function tooltip(_, event, item, value) {
    tip.hidden = !value;
    if (!value) return;
    tip.textContent = typeof value === "object" ? Object.entries(value).map(([name, text]) => `${name}: ${text}`).join("\n") : String(value);
    tip.style.left = `${Math.min(event.clientX + 12, innerWidth - tip.offsetWidth - 8)}px`;
    tip.style.top = `${Math.min(event.clientY + 12, innerHeight - tip.offsetHeight - 8)}px`;
  }
  const views = new Map();
  // The drawing library is two thirds of a report alone: kept as text until the page is there to be read, then run piece by piece.
  // In the application, where it comes as files, there is nothing to do.
  function library() {
    document.querySelectorAll('script[type="text/plain"][data-library]').forEach((kept) => {
      const script = document.createElement("script");
      script.textContent = kept.textContent;
      kept.replaceWith(script);
    });
  }
  function draw(place) {
    const spec = { ...specs[place.dataset.chart] };
    if (views.has(place)) views.get(place).finalize();
    const compiled = vegaLite.compile({ ...spec, width: Math.max(160, place.clientWidth - 4), autosize: { type: "fit-x", contains: "padding" } }, { config: config(), logger: vega.logger(vega.Error) }).spec;
    const view = new vega.View(vega.parse(compiled, null, { ast: true }), { expr: vega.expressionInterpreter, renderer: "svg", container: place, hover: true, tooltip });
    views.set(place, view);
    view.runAsync();
  }
  function watch() {
    library();
    if (!window.vega) return;
    const near = new IntersectionObserver((entries) => entries.forEach((entry) => {
      if (entry.isIntersecting) { near.unobserve(entry.target); draw(entry.target); }
    }), { rootMargin: "600px" });
    plots.forEach((place) => near.observe(place));
    let waiting = 0;
    const again = () => { clearTimeout(waiting); waiting = setTimeout(() => [...views.keys()].forEach(draw), 150); };
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
    let width = innerWidth;
    addEventListener("resize", () => { if (innerWidth !== width) { width = innerWidth; again(); } });
  }
  // By then the page has been painted once.
  if (plots.length) requestAnimationFrame(() => setTimeout(watch));

  // -- tables: sorted by a click on a heading, searched, shown a page at a time ---------------------------------------------------
  function make(name, values, ...children) {
    const element = Object.assign(document.createElement(name), values);
    element.append(...children);
    return element;
  }
  function tabulate(table) {
    const body = table.tBodies[0], rows = [...body.rows], heads = [...table.tHead.rows[0].cells], size = Number(table.dataset.page || PAGE);
    const label = (document.getElementById(table.getAttribute("aria-labelledby")) || table).textContent.trim();
    let shown = rows, page = 0;
    heads.forEach((head, column) => {
      const isNumber = head.hasAttribute("data-number");
      if (isNumber) [head, ...rows.map((row) => row.cells[column])].forEach((cell) => cell.classList.add("n"));
      if (head.hasAttribute("data-plain")) return;
      const button = make("button", { type: "button", textContent: head.textContent });
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const up = head.getAttribute("aria-sort") === (isNumber ? "descending" : "ascending") ? isNumber : !isNumber;
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        const key = (row) => { const text = row.cells[column].textContent.trim(); return isNumber ? Number(text || 0) : text; };
        const order = isNumber ? (a, b) => key(a) - key(b) : (a, b) => key(a).localeCompare(key(b), undefined, { numeric: true });
        rows.sort((a, b) => (up ? 1 : -1) * order(a, b));
        update();
      });
    });
    const search = make("input", { type: "search", placeholder: "Search", ariaLabel: `Search in ${label}` });
    const status = make("span", { className: "muted small" });
    const back = make("button", { type: "button", textContent: "‹", ariaLabel: `Previous page of ${label}` }), on = make("button", { type: "button", textContent: "›", ariaLabel: `Next page of ${label}` });
    const frame = make("div", { className: "table", tabIndex: 0, role: "region", ariaLabel: label });
    table.replaceWith(frame);
    frame.append(table);
    if (rows.length > 5) frame.before(make("div", { className: "controls" }, search, back, on, status));
    status.setAttribute("role", "status");
    function update(first = 0) {
      const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      shown = words.length ? rows.filter((row) => { const text = row.textContent.toLowerCase(); return words.every((word) => text.includes(word)); }) : rows;
      page = first;
      body.replaceChildren(...shown.slice(page * size, (page + 1) * size));
      const last = Math.min(shown.length, (page + 1) * size);
      status.textContent = shown.length ? `${page * size + 1}–${last} of ${shown.length}` : "nothing found";
      back.disabled = page === 0;
      on.disabled = last >= shown.length;
      back.hidden = on.hidden = shown.length <= size;
    }
    search.addEventListener("input", () => update());
    back.addEventListener("click", () => update(page - 1));
    on.addEventListener("click", () => update(page + 1));
    update();
  }
  document.querySelectorAll("table.data").forEach(tabulate);

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    try { await navigator.clipboard.writeText(button.dataset.copy); $("said").textContent = `Copied: ${button.dataset.copy}`; } catch { $("said").textContent = button.dataset.copy; }
    setTimeout(() => { $("said").textContent = ""; }, 4000);
  });
})();
