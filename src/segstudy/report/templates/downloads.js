// Every table as CSV, every figure as SVG, out of the page itself.
(() => {
  function save(text, type, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  function button(text, label, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "save";
    made.textContent = text;
    made.setAttribute("aria-label", label);
    made.addEventListener("click", act);
    return made;
  }

  function name(element, number, ending) {
    const study = document.querySelector("h1").textContent;
    const place = element.closest("section")?.id ?? "report";
    return `${study}-${place}-${number}.${ending}`.replace(/[^\w.+-]+/g, "_");
  }

  function csv(table) {
    const quoted = (cell) => {
      const text = cell.innerText.replace(/\s+/g, " ").trim().replace(/\u2212/g, "-");
      return /[",\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
    };
    return [...table.rows].map((row) => [...row.cells].map(quoted).join(",")).join("\r\n");
  }

  // A figure by itself: with its fonts, and with the images it shares with others.
  function svg(graphic) {
    const copy = graphic.cloneNode(true);
    for (const use of copy.querySelectorAll("use")) {
      const id = use.getAttribute("href");
      if (id.startsWith("#") && !copy.querySelector(id)) {
        const there = document.querySelector(id).cloneNode(true);
        there.removeAttribute("id");
        use.replaceWith(there);
      }
    }
    for (const hidden of copy.querySelectorAll("[hidden]")) hidden.remove();
    for (const told of copy.querySelectorAll("[data-tip]")) {
      const title = document.createElementNS("http://www.w3.org/2000/svg", "title");
      title.textContent = told.dataset.tip;
      told.append(title);
    }
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    const style = document.createElementNS("http://www.w3.org/2000/svg", "style");
    const lines = "path{vector-effect:non-scaling-stroke;stroke-width:1.6}.side{fill:#fff}";
    style.textContent = `text{font-family:sans-serif}${graphic.classList.contains("slice") ? lines : ""}`;
    copy.prepend(style);
    // By itself it is on white paper: few programs know a page's variables.
    return new XMLSerializer().serializeToString(copy).replace(/var\(--\w+,(#\w+)\)/g, "$1");
  }

  // A bitmap in a figure of its own.
  function framed(image) {
    const [width, height] = [image.naturalWidth, image.naturalHeight];
    const size = `width="${width}" height="${height}"`;
    return `<svg xmlns="http://www.w3.org/2000/svg" ${size}><image ${size} href="${image.src}"/></svg>`;
  }

  document.querySelectorAll("main table").forEach((table, index) => {
    const holder = table.closest(".scroll") ?? table;
    let tools = holder.previousElementSibling;
    if (!tools?.classList.contains("tools")) {
      tools = document.createElement("div");
      tools.className = "tools";
      holder.before(tools);
    }
    if (tools.querySelector("a.save")) return;
    const act = () => save(csv(table), "text/csv", name(table, index + 1, "csv"));
    tools.append(button("CSV", "Save this table as CSV", act));
  });
  document.querySelectorAll("main figure").forEach((figure, index) => {
    const graphics = figure.querySelectorAll("svg.chart, svg.slice, img");
    graphics.forEach((graphic, place) => {
      const number = graphics.length > 1 ? `${index + 1}-${place + 1}` : index + 1;
      const holder = document.createElement("div");
      const text = () => (graphic instanceof HTMLImageElement ? framed(graphic) : svg(graphic));
      const act = () => save(text(), "image/svg+xml", name(holder, number, "svg"));
      holder.className = "saved";
      graphic.replaceWith(holder);
      holder.append(graphic, button("SVG", "Save this figure as SVG", act));
    });
  });
})();
