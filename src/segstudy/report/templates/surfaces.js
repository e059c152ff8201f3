// Surfaces that turn: far triangles first, those that face away left out, lit from over the reader's left shoulder.
(() => {
  const AMBIENT = 0.42;
  const DIFFUSE = 0.62;
  const LIGHT = [-0.35, 0.45, 0.82]; // to the right, up, towards the reader

  function numbers(text) {
    const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
    return new Uint16Array(bytes.buffer);
  }

  // Corners around the middle, in units of half the longest side, and each one's mean normal.
  function solid(mesh, scene) {
    const { low, side, middle, half } = scene;
    const corners = numbers(mesh.points);
    const triangles = numbers(mesh.triangles);
    const points = Float32Array.from(
      corners,
      (value, place) => ((value / 65535) * side + low[place % 3] - middle[place % 3]) / half,
    );
    const normals = new Float32Array(points.length);
    for (let t = 0; t < triangles.length; t += 3) {
      const [a, b, c] = [triangles[t] * 3, triangles[t + 1] * 3, triangles[t + 2] * 3];
      const u = [0, 1, 2].map((k) => points[b + k] - points[a + k]);
      const v = [0, 1, 2].map((k) => points[c + k] - points[a + k]);
      const n = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
      for (const corner of [a, b, c]) for (let k = 0; k < 3; k += 1) normals[corner + k] += n[k];
    }
    const channels = [1, 3, 5].map((start) => parseInt(mesh.color.slice(start, start + 2), 16));
    return { ...mesh, points, normals, triangles, channels };
  }

  // Columns to the right, up, and towards the reader; the head stays up.
  function axes(view) {
    const [s, c] = [Math.sin(view.turn), Math.cos(view.turn)];
    const [p, q] = [Math.sin(view.tilt), Math.cos(view.tilt)];
    return [[-c, -s, 0], [s * p, -c * p, q], [-s * q, c * q, p]];
  }

  function draw(canvas, solids, view, off) {
    const context = canvas.getContext("2d");
    const [right, up, near] = axes(view);
    const scale = canvas.width * 0.44 * view.zoom;
    const half = canvas.width / 2;
    const faces = [];
    for (const one of solids) {
      if (off.has(one.organ)) continue;
      const { points, normals, triangles } = one;
      const along = (axis, from, i) => axis[0] * from[i] + axis[1] * from[i + 1] + axis[2] * from[i + 2];
      const towards = [0, 1, 2].map((k) => LIGHT[0] * right[k] + LIGHT[1] * up[k] + LIGHT[2] * near[k]);
      for (let t = 0; t < triangles.length; t += 3) {
        const at = [triangles[t] * 3, triangles[t + 1] * 3, triangles[t + 2] * 3];
        const xy = at.map((i) => [half + scale * along(right, points, i), half - scale * along(up, points, i)]);
        const area = (xy[1][0] - xy[0][0]) * (xy[2][1] - xy[0][1]) - (xy[2][0] - xy[0][0]) * (xy[1][1] - xy[0][1]);
        if (area >= 0) continue; // faces away: rows run downwards
        const depth = at.reduce((sum, i) => sum + along(near, points, i), 0);
        const light = at.reduce((sum, i) => {
          const length = Math.hypot(normals[i], normals[i + 1], normals[i + 2]) || 1;
          return sum + Math.max(0, along(towards, normals, i)) / length;
        }, 0) / 3;
        faces.push({ xy, depth, light, one });
      }
    }
    faces.sort((a, b) => a.depth - b.depth);
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.lineJoin = "round";
    for (const { xy, light, one } of faces) {
      const shade = AMBIENT + DIFFUSE * light;
      const [r, g, b] = one.channels.map((value) => Math.min(255, Math.round(value * shade)));
      context.fillStyle = `rgb(${r} ${g} ${b})`;
      context.globalAlpha = one.clear ? 0.45 : 1;
      context.beginPath();
      xy.forEach(([x, y], place) => (place ? context.lineTo(x, y) : context.moveTo(x, y)));
      context.closePath();
      context.fill();
      if (!one.clear) {
        context.strokeStyle = context.fillStyle; // closes the seams between triangles
        context.stroke();
      }
    }
    context.globalAlpha = 1;
  }

  function begin(place) {
    const scene = JSON.parse(place.dataset.solids);
    const view = { turn: (35 * Math.PI) / 180, tilt: (15 * Math.PI) / 180, zoom: 1 };
    const off = new Set();
    const canvases = [...place.querySelectorAll("canvas")];
    const scenes = scene.maps.map((own, number) => ({
      canvas: canvases[number],
      solids: own.map((one) => solid(one, scene)),
    }));
    let asked = false;
    const show = () => {
      if (asked) return;
      asked = true;
      requestAnimationFrame(() => {
        asked = false;
        scenes.forEach(({ canvas, solids }) => draw(canvas, solids, view, off));
      });
    };
    const turn = (x, y) => {
      view.turn += x;
      view.tilt = Math.max(-1.5, Math.min(1.5, view.tilt + y));
      show();
    };
    for (const { canvas } of scenes) {
      canvas.addEventListener("pointerdown", (event) => canvas.setPointerCapture(event.pointerId));
      canvas.addEventListener("pointermove", (event) => {
        if (canvas.hasPointerCapture(event.pointerId)) turn(event.movementX * 0.01, event.movementY * 0.01);
      });
      canvas.addEventListener("wheel", (event) => {
        event.preventDefault();
        view.zoom = Math.max(0.5, Math.min(5, view.zoom * Math.exp(-event.deltaY * 0.001)));
        show();
      }, { passive: false });
      canvas.addEventListener("keydown", (event) => {
        const steps = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, -0.1], ArrowDown: [0, 0.1] };
        if (!(event.key in steps)) return;
        event.preventDefault();
        turn(...steps[event.key]);
      });
    }
    const tools = place.previousElementSibling;
    for (const organ of new Set(scene.maps.flat().map((one) => one.organ))) {
      const label = document.createElement("label");
      const box = document.createElement("input");
      box.type = "checkbox";
      box.checked = true;
      box.addEventListener("change", () => {
        if (box.checked) off.delete(organ);
        else off.add(organ);
        show();
      });
      label.append(box, ` ${organ}`);
      tools.append(label);
    }
    const hint = document.createElement("span");
    hint.className = "muted";
    hint.textContent = "Drag to turn, scroll to come closer.";
    tools.append(hint);
    show();
  }

  for (const place of document.querySelectorAll("[data-solids]")) begin(place);
})();
