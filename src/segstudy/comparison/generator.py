"""Random generators that depend on names, not on the order in which things are computed."""

from hashlib import sha256

import numpy as np


def named_generator(seed: int, *names: str) -> np.random.Generator:
    """Return a generator made from the study's seed and from what it is for.

    The same seed and names give the same numbers in every process (Python's own hash of a string does not).
    """
    digest = sha256("\x1f".join(names).encode()).digest()
    return np.random.default_rng([seed, int.from_bytes(digest[:16], "big")])
