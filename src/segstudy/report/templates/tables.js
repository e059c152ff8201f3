// Tables sort by a click on a heading, and show only the rows that hold what is typed.
(() => {
  const FEWEST_TO_FILTER = 8;
  const FEWEST_TO_FOLD = 4;
  const UNITS = { h: 3600, min: 60, s: 1, GB: 1000 };

  // Duration, memory, or the first number of a text; NaN where there is none.
  function number(text) {
    const plain = text.replace(/\u2212/g, "-").replace(/(\d),(?=\d{3})/g, "$1");
    const parts = [...plain.matchAll(/([-+]?\d+(?:\.\d+)?)\s*(h|min|s|GB)(?![A-Za-z])/g)];
    if (parts.length) return parts.reduce((sum, [, value, unit]) => sum + value * UNITS[unit], 0);
    const found = plain.match(/[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?/i);
    return found ? parseFloat(found[0]) : NaN;
  }

  // The heading of each column: of the lowest row that has one there.
  function headings(table) {
    const grid = [];
    [...table.tHead.rows].forEach((row, line) => {
      let column = 0;
      for (const cell of row.cells) {
        while (grid[column] && grid[column].until > line) column += 1;
        for (let step = 0; step < cell.colSpan; step += 1) {
          grid[column] = { cell, until: line + cell.rowSpan, whole: cell.colSpan === 1 };
          column += 1;
        }
      }
    });
    return grid;
  }

  // A row, and the sentence about it that stands in the next.
  function units(body) {
    const found = [];
    for (const row of body.rows) {
      if (row.classList.contains("words")) found.at(-1).push(row);
      else if (!row.classList.contains("group")) found.push([row]);
    }
    return found;
  }

  function sort(table, column, heading, buttons) {
    const down = heading.getAttribute("aria-sort") === "ascending";
    buttons.forEach((other) => other.removeAttribute("aria-sort"));
    heading.setAttribute("aria-sort", down ? "descending" : "ascending");
    const key = (unit) => unit[0].cells[column].dataset.sort ?? unit[0].cells[column].textContent.trim();
    const numeric = heading.classList.contains("num");
    for (const body of table.tBodies) {
      const rows = units(body);
      rows.sort((a, b) => {
        if (!numeric) return (down ? -1 : 1) * key(a).localeCompare(key(b), "en", { numeric: true });
        const [x, y] = [number(key(a)), number(key(b))];
        if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) - Number.isNaN(y); // what has no number, last
        return down ? y - x : x - y;
      });
      body.append(...rows.flat());
    }
  }

  function filter(table, words, status) {
    const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const body of table.tBodies) {
      const group = body.querySelector("tr.group")?.textContent ?? "";
      let here = 0;
      for (const unit of units(body)) {
        const text = `${group} ${unit.map((row) => row.textContent).join(" ")}`.toLowerCase();
        const fits = wanted.every((word) => text.includes(word));
        unit.forEach((row) => { row.hidden = !fits; });
        here += fits ? 1 : 0;
      }
      body.hidden = here === 0;
      shown += here;
    }
    table.classList.toggle("filtered", wanted.length > 0);
    status.textContent = wanted.length ? `${shown} shown` : "";
  }

  // Groups of rows fold under their names; a filter looks into folded ones too.
  function fold(table) {
    for (const body of table.tBodies) {
      const heading = body.querySelector("tr.group > th");
      if (!heading || body.rows.length < FEWEST_TO_FOLD) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "unfold";
      button.append(...heading.childNodes);
      heading.append(button);
      const set = (folded) => {
        body.classList.toggle("folded", folded);
        button.setAttribute("aria-expanded", String(!folded));
      };
      button.addEventListener("click", () => set(!body.classList.contains("folded")));
      set(true);
    }
  }

  for (const table of document.querySelectorAll("table.grouped")) fold(table);
  for (const table of document.querySelectorAll(".scroll > table")) {
    const columns = table.tHead ? headings(table).filter((one) => one.whole) : [];
    const count = [...table.tBodies].reduce((sum, body) => sum + units(body).length, 0);
    const marked = columns.map((one) => one.cell);
    if (count > 1) {
      headings(table).forEach(({ cell, whole }, column) => {
        if (!whole || !cell.textContent.trim()) return;
        const button = document.createElement("button");
        button.type = "button";
        button.className = "sort";
        button.append(...cell.childNodes);
        cell.append(button);
        button.addEventListener("click", () => sort(table, column, cell, marked));
      });
    }
    const tools = table.parentElement.previousElementSibling;
    if (count >= FEWEST_TO_FILTER && tools?.classList.contains("tools")) {
      const field = document.createElement("input");
      const status = document.createElement("span");
      field.type = "search";
      field.placeholder = "Filter rows";
      field.setAttribute("aria-label", "Show only rows that hold");
      status.setAttribute("role", "status");
      field.addEventListener("input", () => filter(table, field.value, status));
      tools.prepend(field, status);
    }
  }
})();
