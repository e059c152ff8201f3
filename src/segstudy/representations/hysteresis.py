"""One answer from several views, each of which knows best what lies around its own origin.

Benčević et al. 2022, "Using the polar transform for efficient deep learning-based aorta segmentation in CTA images".
"""

from collections.abc import Sequence

import cv2
import numpy as np

from segstudy.representations.proper import decided

# A vote for pixels of the component that holds the view's origin, and for any other.
AT_ORIGIN, ELSEWHERE = 2, 1


def origin_votes(mask: np.ndarray, point: tuple[int, int]) -> np.ndarray:
    """How much a view's `mask` (rows, columns) counts in each pixel.

    Args:
        mask: What the view says is organ.
        point: (row, column) of the view's origin.
    """
    _, pieces = cv2.connectedComponents(mask.astype(np.uint8), connectivity=8)
    held = pieces[point]
    return np.where((pieces == held) & mask, AT_ORIGIN, ELSEWHERE) * mask


def fused_by_origin(
    views: Sequence[np.ndarray], points: Sequence[tuple[int, int]], low: float, high: float
) -> np.ndarray:
    """Votes of all views for each organ, summed, over the largest sum in the slice, then a hysteresis threshold.

    Where two organs stay, the one with the larger share does, the lower class if both are equal.

    Args:
        views: Probabilities (classes, rows, columns) each, of which the largest is the view's vote.
        points: The views' origins, (row, column).
        low: Share of the votes above which a pixel may stay.
        high: It stays where it touches one with more than this share.

    Returns:
        float32 (classes, rows, columns): the views' mean probability, and certainty where the votes say otherwise.
    """
    from skimage.filters import apply_hysteresis_threshold  # half a second that a training does not wait for

    votes = [view.argmax(axis=0) for view in views]
    answer = np.zeros(votes[0].shape, np.uint8)
    best = np.zeros(votes[0].shape)
    for organ in range(1, len(views[0])):
        total = np.zeros(answer.shape, np.int64)
        for vote, point in zip(votes, points, strict=True):
            total += origin_votes(vote == organ, point)
        if not total.any():
            continue
        share = total / total.max()
        kept = np.where(apply_hysteresis_threshold(share, low, high), share, 0)
        better = kept > best
        answer[better] = organ
        np.copyto(best, kept, where=better)
    mean: np.ndarray = np.stack(views).mean(axis=0, dtype=np.float32)
    return decided(mean, answer)
