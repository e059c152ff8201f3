// What a mark says appears beside the pointer at once, and marks of the same patient stand out in all charts. Without a
// pointer, a figure or table is stopped at with Tab, and its marks are stepped through with the arrow keys.
(() => {
  const box = document.createElement("div");
  box.className = "tooltip";
  box.setAttribute("role", "tooltip");
  box.setAttribute("aria-live", "polite");
  box.hidden = true;
  document.body.append(box);
  const main = document.getElementById("main");
  const known = new Map();
  let lit = [];

  function told(target) {
    const mark = target.closest("svg [data-tip], svg :has(> title), [title]");
    if (!mark || !main.contains(mark)) return null;
    const inside = mark.querySelector(":scope > title");
    const text = inside ? inside.textContent : mark.getAttribute("title");
    if (text) {
      // The browser's own tooltip would come late, and beside this one.
      mark.dataset.tip = text;
      if (inside) inside.remove();
      else mark.removeAttribute("title");
      if (!mark.hasAttribute("aria-label")) mark.setAttribute("aria-label", text);
    }
    return mark.dataset.tip ? mark : null;
  }

  function subject(text) {
    return text.split(/[:,]/, 1)[0];
  }

  function light(mark) {
    if (!known.size) {
      for (const one of document.querySelectorAll("svg.chart :is(use, path, circle):is([data-tip], :has(> title))")) {
        const name = subject(one.dataset.tip || one.querySelector("title").textContent);
        known.set(name, [...(known.get(name) || []), one]);
      }
    }
    lit = mark.closest("svg.chart") ? known.get(subject(mark.dataset.tip)) || [] : [];
    lit.forEach((one) => one.classList.add("lit"));
    main.classList.toggle("pointing", lit.length > 1);
  }

  function hide() {
    box.hidden = true;
    document.querySelector(".at")?.classList.remove("at");
    lit.forEach((one) => one.classList.remove("lit"));
    lit = [];
    main.classList.remove("pointing");
  }

  function place(x, y) {
    const { width, height } = box.getBoundingClientRect();
    const left = Math.min(x + 14, innerWidth - width - 8);
    const above = y - height - 12;
    box.style.left = `${Math.max(8, left)}px`;
    box.style.top = `${above > 4 ? above : y + 18}px`;
  }

  function show(mark, x, y) {
    hide();
    if (!mark) return;
    box.textContent = mark.dataset.tip;
    box.hidden = false;
    light(mark);
    place(x, y);
  }

  function point(event) {
    show(event.target instanceof Element ? told(event.target) : null, event.clientX, event.clientY);
  }

  const MARKS = "[data-tip], [title], :has(> title)";
  const marks = (group) => [...group.querySelectorAll(MARKS)].filter((mark) => mark.getClientRects().length);
  const reached = new Map();
  const FORTH = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

  function middle(mark) {
    const { left, top, width, height } = mark.getBoundingClientRect();
    return [left + width / 2, top + Math.min(height / 2, 8)];
  }

  function step(event) {
    const group = event.target;
    if (!reached.has(group) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") return hide();
    const all = marks(group);
    const before = all.indexOf(reached.get(group));
    let next = before + FORTH[event.key];
    if (event.key === "Home") next = 0;
    else if (event.key === "End") next = all.length - 1;
    else if (before < 0 && FORTH[event.key]) next = 0;
    if (!all[next]) return FORTH[event.key] && all.length ? event.preventDefault() : undefined;
    event.preventDefault();
    const mark = told(all[next]);
    reached.set(group, mark);
    mark.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
    show(mark, ...middle(mark));
    mark.classList.add("at");
    group.setAttribute("aria-description", mark.dataset.tip);
  }

  for (const group of main.querySelectorAll("svg.chart, svg.slice, table")) {
    if (!group.querySelector(MARKS)) continue;
    group.tabIndex = 0;
    group.setAttribute("aria-keyshortcuts", "ArrowRight ArrowLeft Home End");
    reached.set(group, null);
    group.addEventListener("blur", hide);
  }
  document.addEventListener("keydown", step);

  document.addEventListener("pointerover", point);
  // What a scroll has hidden comes back with the next move.
  document.addEventListener("pointermove", (event) => (box.hidden ? point(event) : place(event.clientX, event.clientY)));
  // A finger that is lifted leaves the page, and what it asked for stays.
  document.addEventListener("pointerleave", (event) => event.pointerType === "touch" || hide());
  const scrolled = () => {
    const mark = document.querySelector(".at");
    if (mark) place(...middle(mark));
    else hide();
  };
  addEventListener("scroll", scrolled, { passive: true });
})();
