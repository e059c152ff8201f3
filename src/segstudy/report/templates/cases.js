// The case browser: organs, the reference and an arm's prediction on and off, in all cases at once; cases after the worst
// ones, which are in the page as numbers alone, as rows when they are asked for.
(() => {
  const section = document.getElementById("cases");
  if (!section) return;
  const AT_ONCE = 100;
  const switches = section.querySelector(".switches");
  switches.hidden = false;
  const boxes = [...switches.querySelectorAll("input[type=checkbox]")];
  const arm = switches.querySelector("select");
  const find = switches.querySelector("input[type=search]");
  const status = switches.querySelector("[role=status]");
  const list = section.querySelector(".case-list");
  const button = document.getElementById("more-cases");
  const cases = [...list.querySelectorAll("details.case")].map((element) => ({
    element,
    text: element.querySelector("summary").textContent.toLowerCase(),
  }));
  const stored = list.dataset.more ? JSON.parse(list.dataset.more) : { cases: [] };
  const further = stored.cases.map((values) => ({ values, text: told(values).join(" ").toLowerCase() }));

  function draw() {
    const off = new Set(boxes.filter((box) => !box.checked).map((box) => box.dataset.organ ?? box.dataset.of));
    for (const organ of section.querySelectorAll("svg [data-organ]")) {
      organ.toggleAttribute("hidden", off.has(organ.dataset.organ));
    }
    for (const path of section.querySelectorAll("svg path[data-of]")) {
      const of = path.dataset.of;
      path.toggleAttribute("hidden", of === "the reference" ? off.has(of) : of !== arm.value);
    }
  }

  function fixed(value, digits = 3) {
    return value === null ? "–" : value.toFixed(digits);
  }

  function told([name, patient, mean, organ, lowest]) {
    return [name, patient === name ? "" : patient, fixed(mean), `lowest: ${organ} ${fixed(lowest, 2)}`];
  }

  function made(tag, className, ...inside) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...inside);
    return element;
  }

  // As the page itself lists the worst ones.
  function row(values) {
    const [name, patient, mean, lowest] = told(values);
    const bar = made("span");
    bar.style.width = `${100 * values[2]}%`;
    const meter = made("span", "meter", bar);
    meter.setAttribute("aria-hidden", "true");
    const named = made("span", "name", made("strong", "", name), " ", made("span", "muted", patient));
    const numbers = [made("span", "figures", mean), made("span", "small lowest", lowest)];
    const details = made("details", "case", made("summary", "", made("span", "thumbnail"), named, meter, ...numbers));
    details.dataset.case = name;
    details.addEventListener("toggle", () => details.append(table(values[5])), { once: true });
    return details;
  }

  function table(scores) {
    const headings = ["Arm", "Mean Dice", ...stored.organs].map((text, column) => made("th", column ? "num" : "", text));
    const body = made("tbody");
    for (const [place, ...dice] of scores) {
      const heading = made("th", "", stored.arms[place]);
      heading.scope = "row";
      const cells = dice.map((value) => {
        if (!Array.isArray(value)) return made("td", "num", value === null ? "" : fixed(value));
        return made("td", "num", made("span", "small", value[1]), " ", value[0] === null ? "" : fixed(value[0]));
      });
      body.append(made("tr", "", heading, ...cells));
    }
    const scroll = made("div", "scroll", made("table", "", made("thead", "", made("tr", "", ...headings)), body));
    scroll.tabIndex = 0;
    return scroll;
  }

  function show(most) {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = ({ text }) => words.every((word) => text.includes(word));
    let found = 0;
    for (const one of cases) {
      one.element.hidden = !fits(one);
      found += one.element.hidden ? 0 : 1;
    }
    const others = further.filter(fits);
    const shown = others.slice(0, most);
    for (const one of further) if (one.element) one.element.remove();
    list.append(...shown.map((one) => (one.element ??= row(one.values))));
    status.textContent = words.length ? `${found + others.length} found` : "";
    if (!button) return;
    const left = others.length - shown.length;
    button.hidden = left === 0;
    button.textContent = `Show ${Math.min(AT_ONCE, left)} of ${left} further cases`;
    button.onclick = () => {
      show(most + AT_ONCE);
      others[shown.length]?.element.querySelector("summary").focus();
    };
  }

  // Thumbnails use the large one's image: nothing is in the page twice.
  for (const holder of section.querySelectorAll("[data-use]")) {
    const image = document.getElementById(holder.dataset.use);
    const large = image.ownerSVGElement;
    const small = large.cloneNode(false);
    small.removeAttribute("role");
    small.setAttribute("aria-hidden", "true");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", `#${holder.dataset.use}`);
    small.append(use);
    holder.append(small);
  }

  boxes.forEach((box) => box.addEventListener("change", draw));
  arm.addEventListener("change", draw);
  find.addEventListener("input", () => show(find.value.trim() ? AT_ONCE : 0));
  show(0);
})();
