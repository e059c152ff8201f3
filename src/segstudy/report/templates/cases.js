// The case browser: organs, the reference and an arm's prediction on and off, in all cases at once.
(() => {
  const section = document.getElementById("cases");
  if (!section) return;
  const switches = section.querySelector(".switches");
  switches.hidden = false;
  const boxes = [...switches.querySelectorAll("input[type=checkbox]")];
  const arm = switches.querySelector("select");
  const find = switches.querySelector("input[type=search]");
  const cases = [...section.querySelectorAll("details.case")];

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
  find.addEventListener("input", () => {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const one of cases) {
      const text = one.querySelector("summary").textContent.toLowerCase();
      one.hidden = !words.every((word) => text.includes(word));
    }
  });
})();
