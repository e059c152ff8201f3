"""The critical-difference diagram of Demšar 2006: mean ranks on a line, bars join arms that do not differ."""

from markupsafe import Markup

from segstudy.comparison.ranks import Ranks
from segstudy.config.sections.words import plural
from segstudy.drawing.palette import BLUE, INK, MUTED
from segstudy.report.figures.drawing import drawing, to_svg
from segstudy.report.numbers import fixed

WIDTH = 7.4
LINE, BAR = 0.21, 0.12
LONGEST = 27


def critical_difference(ranks: Ranks, baseline: str, title: str, name: str) -> Markup:
    """The best half of the arms is named on the left, the others on the right, each with its mean rank."""
    order = list(ranks.mean_ranks.items())
    left = (len(order) + 1) // 2
    bars = len(ranks.cliques)
    depth = bars * BAR + 0.25 + left * LINE
    with drawing(WIDTH, 0.95 + depth) as (figure, (axes,)):
        figure.set_layout_engine("none")
        axes.set_position((0.28, 0.02, 0.44, 0.96))
        axes.set_axis_off()
        low, high = 1.0, float(len(order))
        axes.set_xlim(low, high)
        axes.set_ylim(-depth, 0.95)
        axes.plot([low, high], [0, 0], color=INK, linewidth=1.2, clip_on=False)
        for tick in range(1, len(order) + 1):
            axes.plot([tick, tick], [0, 0.06], color=INK, linewidth=1, clip_on=False)
            axes.text(tick, 0.09, str(tick), ha="center", va="bottom", fontsize=8, color=MUTED)
        reach = min(ranks.critical_difference, high - low)
        axes.plot([low, low + reach], [0.44, 0.44], color=MUTED, linewidth=1.6, marker="|", clip_on=False)
        shown = f"critical difference {fixed(ranks.critical_difference, 2)}"
        axes.text(low, 0.52, shown, fontsize=8, color=MUTED, va="bottom")
        axes.text(-0.63, 0.93, title, transform=axes.get_yaxis_transform(), fontsize=9.5, fontweight="bold", va="top")
        for place, clique in enumerate(ranks.cliques):
            ends = [ranks.mean_ranks[clique[0]] - 0.04, ranks.mean_ranks[clique[-1]] + 0.04]
            axes.plot(ends, [-0.1 - place * BAR] * 2, color=BLUE, linewidth=4, solid_capstyle="round", clip_on=False)
        for place, (arm, rank) in enumerate(order):
            on_left = place < left
            row = place if on_left else len(order) - 1 - place
            height = -(bars * BAR + 0.22 + row * LINE)
            edge, anchor, sign = (low, "right", -1) if on_left else (high, "left", 1)
            step, color = sign * (high - low), MUTED if arm == baseline else INK
            bent = [rank, rank, edge + 0.03 * step], [0, height, height]
            axes.plot(*bent, color=color, linewidth=0.9, clip_on=False)
            size = max(5.0, 8.5 * min(1.0, LONGEST / (len(arm) + 6)))
            text = f"{arm}  {fixed(rank, 2)}"
            axes.text(edge + 0.045 * step, height, text, ha=anchor, va="center", fontsize=size, color=color)
        dots = axes.scatter([rank for _, rank in order], [0] * len(order), s=26, color=INK, zorder=4, clip_on=False)
        dots.set_gid("ranks")
        titles = [f"{arm}: mean rank {fixed(rank, 2)} of {len(order)}" for arm, rank in order]
        return to_svg(figure, name, _alt(ranks, title), {"ranks": titles})


def _alt(ranks: Ranks, title: str) -> str:
    placed = ", ".join(f"{arm} {fixed(rank, 2)}" for arm, rank in ranks.mean_ranks.items())
    groups = "; ".join(" and ".join(clique) for clique in ranks.cliques) or "none"
    return (
        f"Critical-difference diagram, {title}, {plural(ranks.patients, 'patient')}. Mean ranks: {placed}. Critical "
        f"difference {fixed(ranks.critical_difference, 2)}. Not told apart: {groups}."
    )
