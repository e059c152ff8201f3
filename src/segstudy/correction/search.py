"""The search for the turn and the shift of highest IoU."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from segstudy.correction.match import Match

COARSE_DEG = 3.0
CANDIDATES = 3
APART_DEG = 15.0
STEPS = 48


@dataclass(frozen=True)
class Found:
    """The best turn and shift. spread_deg: half the range of angles that are as good."""

    iou: float
    angle_deg: float
    shift: np.ndarray
    spread_deg: float = 0.0


def search(match: Match) -> Found:
    """Over the whole circle first, then angle and shift together, then the middle of all that is as good."""
    starts = [_climb(match, angle, match.shift, rough=True) for angle in _likely_angles(match)]
    best = max(starts, key=lambda found: found.iou)
    best = _climb(match, best.angle_deg, best.shift, rough=False)
    return _middle(match, best)


def _likely_angles(match: Match) -> list[float]:
    """The best angles of a coarse search, apart from each other."""
    angles = np.arange(-180.0, 180.0, COARSE_DEG)
    curve = np.array([match.smooth_iou(angle, match.shift, rough=True) for angle in angles])
    likely: list[float] = []
    for angle in angles[np.argsort(-curve, kind="stable")]:
        if all(_apart(angle, other) >= APART_DEG for other in likely):
            likely.append(float(angle))
    return likely[:CANDIDATES]


def _climb(match: Match, angle: float, shift: np.ndarray, rough: bool) -> Found:
    """Climb the smooth IoU from a start (Nelder and Mead 1965), slice by slice where that is better."""

    def in_plane(slices: int, angle: float, i: float, j: float) -> Found:
        start = np.array([angle, i, j])
        result = minimize(
            lambda at: -match.smooth_iou(at[0], (at[1], at[2], slices), rough),
            start,
            method="Nelder-Mead",
            options={
                "initial_simplex": start + np.vstack([np.zeros(3), np.diag([2.0, 0.7, 0.7])]),
                "xatol": 0.02 if rough else 0.004,
                "fatol": 1e-3 if rough else 1e-6,
                "maxfev": 120,
            },
        )
        return Found(-result.fun, float(result.x[0]), np.array([result.x[1], result.x[2], slices]))

    best = in_plane(round(float(shift[2])), angle, shift[0], shift[1])
    for step in (-1, 1):
        while (other := in_plane(round(best.shift[2]) + step, best.angle_deg, *best.shift[:2])).iou > best.iou:
            best = other
    return best


def _middle(match: Match, start: Found) -> Found:
    """From near the top of the IoU to the middle of its highest plateau.

    Nearest neighbor makes the IoU a landscape of flat steps; everything on the highest explains the pair
    equally well, so its middle errs least elsewhere. Sampled by hit-and-run with a shrinking slice
    (Neal 2003, Slice sampling) in units of one voxel at the organ's edge, with a generator of its own, so
    that one pair has one answer.
    """
    random = np.random.default_rng(0)
    unit = np.array([np.degrees(1 / max(match.radius, 1.0)), 1.0, 1.0])
    slices = start.shift[2]

    def iou(at: np.ndarray) -> float:
        return match.iou(at[0], (at[1], at[2], slices))

    at = np.array([start.angle_deg, *start.shift[:2]])
    best, samples = iou(at), [at]
    for _ in range(STEPS):
        direction = random.normal(size=3)
        direction *= unit / np.linalg.norm(direction)
        low, high = -1.0, 1.0
        while high - low > 1e-3:
            step = random.uniform(low, high)
            here = at + step * direction
            value = iou(here)
            if value >= best:
                if value > best:
                    best, samples = value, []
                at = here
                samples.append(at)
                break
            low, high = (step, high) if step < 0 else (low, step)
    cloud = np.array(samples)
    middle = cloud.mean(axis=0)
    if iou(middle) < best:  # the plateau is not convex
        middle = min(samples, key=lambda sample: float((((sample - middle) / unit) ** 2).sum()))
    spread = float(np.ptp(cloud[:, 0])) / 2
    return Found(best, float((middle[0] + 180) % 360 - 180), np.array([middle[1], middle[2], slices]), spread)


def _apart(first: float, second: float) -> float:
    return abs((first - second + 180) % 360 - 180)
