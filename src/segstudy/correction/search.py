"""The search for the turn and the shift of highest IoU."""

from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import Bounds, OptimizeResult, differential_evolution

from segstudy.correction.match import Match

COARSE_DEG = 3.0
CANDIDATES = 3
PEAK_MARGIN = 0.2  # below the highest peak
RIVAL_DEG = 20.0
OUTWARD = (0.0, 0.2, 0.4, 0.6)  # of the organ's radius
REACH = np.array([4.5, 2.5, 2.5])  # degrees, voxels, voxels
CLOSE = np.array([3.0, 0.8, 0.8])
SEEDS = 2
MOVES = 8
STEPS = 150
FEWEST = 40
FINE = 0.02


@dataclass(frozen=True)
class SearchResult:
    """The best turn and shift.

    Attributes:
        iou: Of the displaced mask with the moved one.
        angle_deg: From the first axis towards the second.
        shift: (3,) voxels.
        spread_deg: Half the range of angles that are as good.
        rival: (IoU, angle) of the best quite different turn.
    """

    iou: float
    angle_deg: float
    shift: np.ndarray
    spread_deg: float = 0.0
    rival: tuple[float, float] | None = None


def search(match: Match) -> SearchResult:
    """Over the whole circle first, then angle and shift together, then the middle of all that is as good."""
    climbed = [_climb(match, angle, shift) for angle, shift in _starts(match)]
    best = max(climbed, key=lambda result: result.iou)
    rivals = [
        (result.iou, result.angle_deg)
        for result in climbed
        if _angle_between(result.angle_deg, best.angle_deg) > RIVAL_DEG
    ]
    return replace(_middle(match, _settle(match, best), int(best.shift[2])), rival=max(rivals, default=None))


def _starts(match: Match) -> list[tuple[float, np.ndarray]]:
    """Angles and shifts at the highest peaks of a coarse search over the circle.

    The shift is that of the centroids, and, where the volume's edge may have cut the displaced organ and
    drawn its centroid inward, some steps further out.
    """
    angles = np.arange(-180.0, 180.0, COARSE_DEG)
    peaks = []
    for share in OUTWARD if match.outward.any() else OUTWARD[:1]:
        shift = match.shift + share * match.radius * np.append(match.outward, 0.0)
        curve = np.array([match.iou(angle, shift, rough=True) for angle in angles])
        at = np.flatnonzero((curve >= np.roll(curve, 1)) & (curve >= np.roll(curve, -1)))
        peaks += [(float(curve[peak]), float(angles[peak]), shift) for peak in at]
    peaks.sort(key=lambda peak: -peak[0])
    most = CANDIDATES * (2 if match.outward.any() else 1)
    return [(angle, shift) for iou, angle, shift in peaks[:most] if iou > peaks[0][0] - PEAK_MARGIN]


def _climb(match: Match, angle: float, shift: np.ndarray) -> SearchResult:
    """The highest IoU near a start.

    Where the best lies at the rim of what was searched, or a slice further, the search moves on: an organ
    cut by the volume's edge has its centroid elsewhere.
    """
    at, slices = np.array([angle, *shift[:2]]), round(float(shift[2]))
    for _ in range(MOVES):
        best = _evolve(match, at, slices, REACH, popsize=12).x
        moved = np.abs(best - at)
        further = max((slices - 1, slices, slices + 1), key=lambda s: _iou(match, best, s))
        stay = further == slices
        at, slices = best, further
        if stay and (moved < 0.9 * REACH).all():
            break
    return SearchResult(_iou(match, at, slices), float(at[0]), np.array([at[1], at[2], slices]))


def _settle(match: Match, result: SearchResult) -> np.ndarray:
    """A closer search: next to multiples of 90 degrees a broad plateau can hide the peak beside it.

    Returns:
        (n, 3) all (angle, shift, shift) that are best by the sample of places.
    """
    start, slices = np.array([result.angle_deg, *result.shift[:2]]), int(result.shift[2])
    results = [_evolve(match, start, slices, CLOSE, popsize=20, rng=seed) for seed in range(SEEDS)]
    points = np.vstack([result.population for result in results])
    heights = -np.concatenate([result.population_energies for result in results])
    return points[heights >= heights.max()]


def _evolve(
    match: Match, start: np.ndarray, slices: int, reach: np.ndarray, popsize: int, rng: int = 0
) -> OptimizeResult:
    """Differential evolution (Storn and Price 1997), since the IoU has steps."""

    def loss(at: np.ndarray) -> float:
        return -_iou(match, at, slices)

    bounds = Bounds(start - reach, start + reach)
    return differential_evolution(loss, bounds, x0=start, popsize=popsize, maxiter=40, tol=0, polish=False, rng=rng)


def _iou(match: Match, at: np.ndarray, slices: int, rough: bool = True) -> float:
    return match.iou(at[0], (at[1], at[2], slices), rough)


def _middle(match: Match, starts: np.ndarray, slices: int) -> SearchResult:
    """From points near the top of the IoU, (n, 3), to the middle of its highest plateau.

    Nearest neighbor makes the IoU a landscape of flat steps; everything on the highest explains the pair
    equally well, so its middle errs least elsewhere. Sampled by hit-and-run with a shrinking slice
    (Neal 2003, Slice sampling) in units of one voxel at the organ's edge, with a generator of its own, so
    that one pair has one answer.
    """
    random = np.random.default_rng(0)
    unit = np.array([np.degrees(1 / max(match.radius, 1.0)), 1.0, 1.0])
    heights = np.array([_iou(match, point, slices, rough=False) for point in starts])
    best = float(heights.max())
    samples = list(starts[heights >= best])
    fewest = len(samples) + FEWEST
    at = samples[0]
    for _ in range(STEPS):
        direction = random.normal(size=3)
        if len(samples) > 3 and random.random() < 0.5:  # along the plateau, which may be narrow and slanted
            direction = np.subtract(*random.choice(samples, 2, replace=False)) / unit + 1e-3 * direction
        direction *= unit / np.linalg.norm(direction)
        low, high = -1.0, 1.0
        while high - low > 1e-3:
            step = random.uniform(low, high)
            here = at + step * direction
            value = _iou(match, here, slices, rough=False)
            if value >= best:
                if value > best:
                    best, samples = value, []
                at = here
                samples.append(at)
                break
            low, high = (step, high) if step < 0 else (low, step)
        if len(samples) >= fewest and (np.ptp(samples, axis=0) < FINE * unit).all():
            break
    cloud = np.array(samples)
    middle = cloud.mean(axis=0)
    if _iou(match, middle, slices, rough=False) < best:  # the plateau is not convex
        middle = min(samples, key=lambda sample: float((((sample - middle) / unit) ** 2).sum()))
    spread = float(np.ptp(cloud[:, 0])) / 2
    return SearchResult(best, float((middle[0] + 180) % 360 - 180), np.array([middle[1], middle[2], slices]), spread)


def _angle_between(first: float, second: float) -> float:
    return abs((first - second + 180) % 360 - 180)
