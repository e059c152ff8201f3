"""The stages of a study from top to bottom, with arrows for what each reads, as a diagram."""

from collections.abc import Sequence

from markupsafe import Markup

from segstudy.drawing.palette import BLUE, INK, LINE, MUTED
from segstudy.report.figures.reader_colors import SOFT, variable
from segstudy.report.numbers import duration
from segstudy.report.stages import Stage

WIDTH, LEFT, BOX, HEIGHT, STEP = 420, 4, 330, 46, 64
LETTERS = 48

_PICTURE = Markup(
    '<svg class="chart" viewBox="0 0 {width} {height}" style="max-width:{width}px" role="img" aria-label="{alt}">'
    '<defs><marker id="{name}-tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
    'orient="auto"><path d="M0 0L8 4L0 8z" fill="{blue}"/></marker></defs>{parts}</svg>'
)
_BOX = Markup(
    '<g><rect x="{x}" y="{y}" width="{wide}" height="{tall}" rx="7" fill="{soft}" stroke="{line}"/>'
    '<text x="{inside}" y="{first}" font-size="13" font-weight="600" fill="{ink}">{title}</text>'
    '<text x="{end}" y="{first}" font-size="11" text-anchor="end" fill="{muted}">{time}</text>'
    '<text x="{inside}" y="{second}" font-size="11" fill="{muted}">{did}</text></g>'
)
_ARROW = Markup('<path d="{d}" fill="none" stroke="{blue}" stroke-width="1.6" marker-end="url(#{name}-tip)"/>')


def flow(stages: Sequence[Stage], name: str) -> Markup:
    """One box a stage. Arrows between neighbors go straight, the others around, the longer the further out."""
    place = {stage.name: number for number, stage in enumerate(stages)}
    parts = [_arrow(place[source], place[stage.name], name) for stage in stages for source in stage.reads]
    parts += [_box(number, stage) for number, stage in enumerate(stages)]
    reading = "; ".join(f"{stage.name} ({stage.did}) reads {', '.join(stage.reads) or 'the data'}" for stage in stages)
    height = STEP * len(stages) - (STEP - HEIGHT) + 4
    return _PICTURE.format(
        width=WIDTH,
        height=height,
        alt=f"Stages of the study: {reading}.",
        name=name,
        blue=variable(BLUE),
        parts=Markup("").join(parts),
    )


def _box(number: int, stage: Stage) -> Markup:
    top = 2 + number * STEP
    return _BOX.format(
        x=LEFT,
        y=top,
        wide=BOX,
        tall=HEIGHT,
        inside=LEFT + 12,
        end=LEFT + BOX - 12,
        first=top + 19,
        second=top + 36,
        title=stage.name.capitalize(),
        time=duration(stage.seconds) if stage.seconds is not None else "",
        did=stage.did if len(stage.did) <= LETTERS else f"{stage.did[: LETTERS - 1]}…",
        soft=variable(SOFT),
        line=variable(LINE),
        ink=variable(INK),
        muted=variable(MUTED),
    )


def _arrow(source: int, target: int, name: str) -> Markup:
    start, end = 2 + source * STEP + HEIGHT, 2 + target * STEP
    if target == source + 1:
        middle = LEFT + BOX / 2
        return _ARROW.format(d=f"M{middle} {start}V{end - 1}", blue=variable(BLUE), name=name)
    side = LEFT + BOX
    out = side + 14 + 9 * min(target - source, 7)
    leaves, enters = start - HEIGHT / 2 + 5, end + HEIGHT / 2 - 5 - 2 * min(target - source, 5)
    curve = f"M{side} {leaves}C{out} {leaves} {out} {leaves} {out} {leaves + 22}V{enters - 22}"
    return _ARROW.format(d=f"{curve}C{out} {enters} {out} {enters} {side + 1} {enters}", blue=variable(BLUE), name=name)
