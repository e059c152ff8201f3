// Fold or unfold all sections; a link into a folded one unfolds it.
(() => {
  const all = () => [...document.querySelectorAll("main section > details")];
  const button = document.getElementById("fold");
  button.hidden = false;
  button.addEventListener("click", () => {
    const open = !all().some((one) => one.open);
    all().forEach((one) => { one.open = open; });
    button.textContent = open ? "Fold all" : "Unfold all";
  });
  const show = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let one = target && (target.querySelector(":scope > details") ?? target); one; one = one.parentElement) {
      if (one instanceof HTMLDetailsElement) one.open = true;
    }
    if (target) target.scrollIntoView();
  };
  addEventListener("hashchange", show);
  if (location.hash) show();
})();
