"""How the page looks, beyond Streamlit's theme."""

STYLES = """<style>
.stMainBlockContainer { padding: 2.2rem clamp(1rem, 4vw, 4rem) 3rem; max-width: 1500px; }
[data-testid="stHeader"] { background: none; }
h1.title { font-size: 1.9rem; padding: 0; margin: 0; letter-spacing: -.01em; }
h2.step { font-size: 1.1rem; padding: 0; margin: 0; display: flex; align-items: center; gap: .6rem; }
h2.step span { background: #0072b2; color: #fff; width: 1.6rem; height: 1.6rem; border-radius: 50%; display: grid;
  place-items: center; font-size: .9rem; }
h2.result { font-size: 1.25rem; padding: .8rem 0 0; margin: 0; overflow-wrap: anywhere;
  border-top: 1px solid light-dark(#d9e0e7, #38434d); }
h3.part { font-size: 1rem; padding: 0; margin: 0; }
.about { color: light-dark(#5a6876, #a9b6c2); max-width: 46rem; margin: .5rem 0 0; }
figure.plane { position: relative; margin: 0; background: #0c0c0c; border-radius: 8px; overflow: hidden; }
figure.plane img { width: 100%; display: block; }
figure.plane b { position: absolute; color: #dfe7ee; font: 600 13px/1 sans-serif; text-shadow: 0 0 3px #000; }
figure.plane b:nth-of-type(1) { left: 8px; top: calc(50% - 6px); }
figure.plane b:nth-of-type(2) { right: 8px; top: calc(50% - 6px); }
figure.plane b:nth-of-type(3) { top: 8px; left: calc(50% - 5px); }
figure.plane b:nth-of-type(4) { bottom: 8px; left: calc(50% - 5px); }
figure.compared img { aspect-ratio: auto; }
p.about.told { font-size: .85rem; margin: .2rem 0 .4rem; }
.volume { font-variant-numeric: tabular-nums; white-space: nowrap; }
.swatch { display: inline-block; width: .9rem; height: .9rem; border-radius: 4px; margin-left: .6rem;
  vertical-align: -2px; border: 1px solid light-dark(rgb(0 0 0 / 25%), rgb(255 255 255 / 35%)); }
.key { white-space: nowrap; }
[class*="st-key-organ-"] { justify-content: space-between; flex-wrap: nowrap; }
</style>"""
