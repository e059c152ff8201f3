// What a mark says appears beside the pointer at once, and marks of the same patient stand out in all charts.
(() => {
  const box = document.createElement("div");
  box.className = "tooltip";
  box.setAttribute("role", "tooltip");
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
    lit.forEach((one) => one.classList.remove("lit"));
    lit = [];
    main.classList.remove("pointing");
  }

  function place(event) {
    const { width, height } = box.getBoundingClientRect();
    const left = Math.min(event.clientX + 14, innerWidth - width - 8);
    const above = event.clientY - height - 12;
    box.style.left = `${Math.max(8, left)}px`;
    box.style.top = `${above > 4 ? above : event.clientY + 18}px`;
  }

  function show(event) {
    hide();
    const mark = event.target instanceof Element ? told(event.target) : null;
    if (!mark) return;
    box.textContent = mark.dataset.tip;
    box.hidden = false;
    light(mark);
    place(event);
  }

  document.addEventListener("pointerover", show);
  // What a scroll has hidden comes back with the next move.
  document.addEventListener("pointermove", (event) => (box.hidden ? show(event) : place(event)));
  // A finger that is lifted leaves the page, and what it asked for stays.
  document.addEventListener("pointerleave", (event) => event.pointerType === "touch" || hide());
  addEventListener("scroll", hide, { passive: true });
})();
