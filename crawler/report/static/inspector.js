"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const frame = $("page"), tip = $("tip"), list = $("rows");
  const blocks = new Map(JSON.parse($("data").textContent).map(([index, keep, reason, score, why, title]) => [index, { index, keep, reason, score, why, title }]));
  const order = [...blocks.keys()];
  const wrong = new Set(), off = new Set();
  let current = null, inFrame = new Map();

  const words = ({ keep, reason, score, title }) => `${keep ? "kept" : title ? "kept as the title" : "removed"} · ${reason}${score === null ? "" : ` · score ${score.toFixed(2)}`}`;
  const elements = (index) => [...document.querySelectorAll(`.prose [data-b="${index}"], #rows [data-b="${index}"]`), ...(inFrame.get(index) || [])];
  const each = (index, change) => elements(index).forEach(change);
  const shown = (block) => !off.has(`${block.keep} ${block.reason}`);

  // The copy of the page: its scripts can't run, so what listens to it are handlers of this document.
  function adopt() {
    const inside = frame && frame.contentDocument;
    if (!inside || !inside.body) return;
    inFrame = new Map();
    for (const element of inside.querySelectorAll("bb-block")) {
      const index = Number(element.dataset.b);
      if (!inFrame.has(index)) inFrame.set(index, []);
      inFrame.get(index).push(element);
    }
    inside.addEventListener("pointerover", (event) => hover(event, frame));
    inside.addEventListener("pointerleave", () => { tip.hidden = true; });
    inside.addEventListener("click", (event) => { event.preventDefault(); pick(event, "page"); });
    inside.addEventListener("keydown", keys);
    inside.addEventListener("scroll", () => { tip.hidden = true; }, { passive: true });
    filter();
    const first = order.find((index) => blocks.get(index).keep);
    if (first !== undefined && inFrame.has(first)) inFrame.get(first)[0].scrollIntoView({ block: "center", behavior: "instant" });
  }

  const of = (event) => { const element = event.target.closest && event.target.closest("[data-b]"); return element ? [element, blocks.get(Number(element.dataset.b))] : []; };

  function hover(event, within) {
    const [element, block] = of(event);
    if (!block) { tip.hidden = true; return; }
    tip.replaceChildren();
    tip.append(Object.assign(document.createElement("b"), { textContent: words(block) }), document.createElement("br"), block.why);
    tip.hidden = false;
    const box = element.getBoundingClientRect(), base = within ? within.getBoundingClientRect() : { left: 0, top: 0 };
    const x = Math.min(base.left + box.left, innerWidth - tip.offsetWidth - 8), under = base.top + box.bottom + 6;
    tip.style.left = `${Math.max(8, x)}px`;
    tip.style.top = `${under + tip.offsetHeight > innerHeight ? Math.max(8, base.top + box.top - tip.offsetHeight - 6) : under}px`;
  }

  function pick(event, from) {
    const [, block] = of(event);
    if (block) select(block.index, from);
  }

  function select(index, from) {
    if (current !== null) each(current, (element) => { element.classList.remove("on"); });
    current = index;
    const block = blocks.get(index);
    each(index, (element) => {
      element.classList.add("on");
      const place = element.ownerDocument !== document ? "page" : element.closest(".prose") ? "article" : "rows";
      if (place !== from && element.getClientRects().length) element.scrollIntoView({ block: "center", behavior: "instant" });
    });
    $("what").replaceChildren(Object.assign(document.createElement("b"), { textContent: `Block ${index}: ${words(block)}`, className: block.keep ? "keep" : "drop" }),
      document.createElement("br"), Object.assign(document.createElement("span"), { className: "small muted", textContent: block.why }));
    $("wrong").hidden = false;
    $("wrong").textContent = wrong.has(index) ? "It is right after all" : block.keep ? "This is wrong: remove it" : "This is wrong: keep it";
  }

  function command() {
    const keep = [], drop = [];
    for (const index of [...wrong].sort((a, b) => a - b)) (blocks.get(index).keep ? drop : keep).push(index);
    const parts = [document.body.dataset.command];
    if (keep.length) parts.push(`--keep ${keep.join(",")}`);
    if (drop.length) parts.push(`--remove ${drop.join(",")}`);
    return parts.join(" ");
  }

  async function copy() {
    const field = $("command");
    field.value = command();
    try { await navigator.clipboard.writeText(field.value); } catch { field.select(); document.execCommand("copy"); }
    $("said").textContent = "Copied. Run it in a terminal: it saves this page and what is expected of it as a test case.";
  }

  function mark() {
    if (current === null) return;
    if (!wrong.delete(current)) wrong.add(current);
    each(current, (element) => element.classList.toggle("wrong", wrong.has(current)));
    $("case").hidden = !wrong.size;
    select(current, "rows");
    if (wrong.size) copy();
  }

  function filter() {
    const text = $("search").value.trim().toLowerCase();
    let count = 0;
    for (const item of list.children) {
      const row = item.firstElementChild, block = blocks.get(Number(row.dataset.b));
      item.hidden = !shown(block) || (text !== "" && !row.textContent.toLowerCase().includes(text));
      count += !item.hidden;
    }
    for (const [index, found] of inFrame) for (const element of found) element.classList.toggle("off", !shown(blocks.get(index)));
    $("count").textContent = `${count} of ${blocks.size} blocks`;
  }

  // The block before the first that is in view: pages begin with menus by the screenful, and the first press of a key should not go there.
  function before() {
    const inView = (element) => { const box = element.getBoundingClientRect(); return box.height && box.bottom > 0 && box.top < frame.clientHeight; };
    return order.findIndex((index) => (inFrame.get(index) || []).some(inView)) - 1;
  }

  function step(by, want) {
    let at = current !== null ? order.indexOf(current) : by > 0 ? (frame ? Math.max(before(), -1) : -1) : order.length;
    for (at += by; at >= 0 && at < order.length; at += by) {
      const block = blocks.get(order[at]);
      if (shown(block) && (want === undefined || Boolean(block.keep) === want)) { select(block.index, ""); return; }
    }
  }

  function tab(name) {
    document.body.dataset.tab = name;
    for (const button of document.querySelectorAll("[role=tab]")) {
      const on = button.id === `tab-${name}`;
      button.setAttribute("aria-selected", String(on));
      button.tabIndex = on ? 0 : -1;
      const panel = $(`panel-${button.id.slice(4)}`);
      if (panel && button.id !== "tab-page") panel.hidden = !on;
    }
    if (current !== null) select(current, "");
  }

  const style = (name) => { const root = frame.contentDocument.documentElement; const on = root.classList.toggle(name); $(name).setAttribute("aria-pressed", String(on)); return on; };
  function plain() {
    const on = style("plain"), inside = frame.contentDocument, sheets = [...inside.styleSheets];
    sheets.slice(0, -1).forEach((sheet) => { sheet.disabled = on; });
  }

  const actions = {
    j: () => step(1), k: () => step(-1), n: () => step(1, false), p: () => step(-1, false), w: mark, c: copy, "?": () => $("help").showModal(),
    "/": () => { tab("blocks"); $("search").focus(); }, 1: () => tab("article"), 2: () => tab("blocks"), 3: () => tab("metadata"), s: () => frame && plain(), h: () => frame && style("reveal"),
  };
  function keys(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest && event.target.closest("input:not([type=checkbox]), dialog")) return;
    if (actions[event.key]) { event.preventDefault(); actions[event.key](); }
  }

  document.addEventListener("keydown", keys);
  document.querySelectorAll(".prose").forEach((prose) => {
    prose.addEventListener("click", (event) => { if (!event.target.closest("a")) pick(event, "article"); });
    prose.addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.target.closest("a")) pick(event, "article"); });
    prose.addEventListener("pointerover", (event) => hover(event, null));
    prose.addEventListener("pointerleave", () => { tip.hidden = true; });
  });
  list.addEventListener("click", (event) => pick(event, "rows"));
  document.querySelectorAll(".chips input").forEach((box) => box.addEventListener("change", () => { if (box.checked) off.delete(box.value); else off.add(box.value); filter(); }));
  document.querySelectorAll("[data-only]").forEach((button) => button.addEventListener("click", () => {
    document.querySelectorAll(".chips input").forEach((box) => {
      box.checked = button.dataset.only === "all" || box.value.startsWith(button.dataset.only);
      if (box.checked) off.delete(box.value); else off.add(box.value);
    });
    filter();
  }));
  $("search").addEventListener("input", filter);
  const tabs = [...document.querySelectorAll("[role=tab]")];
  tabs.forEach((button) => {
    button.addEventListener("click", () => tab(button.id.slice(4)));
    button.addEventListener("keydown", (event) => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!by) return;
      const usable = tabs.filter((other) => other.offsetParent), next = usable[(usable.indexOf(button) + by + usable.length) % usable.length];
      next.focus(); tab(next.id.slice(4));
    });
  });
  $("wrong").addEventListener("click", mark);
  $("copy").addEventListener("click", copy);
  $("keys").addEventListener("click", () => $("help").showModal());
  if (frame) {
    $("plain").addEventListener("click", plain);
    $("reveal").addEventListener("click", () => style("reveal"));
    frame.addEventListener("load", adopt);
    adopt();
  }
  tab(matchMedia("(max-width: 860px)").matches && frame ? "page" : "article");
  filter();
})();
