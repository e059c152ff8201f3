"""`source_arm:` the arm whose predictions another arm starts from."""

from segstudy.config.sections.sam2 import ZERO_SHOT

# In the place of an arm: the label maps themselves. Only an arm that is named so may read them.
TRUTH = "truth"
ORACLE = "_oracle"
# Models that start from another arm's predictions.
SOURCED = ZERO_SHOT


def source_in_words(source: str | None) -> str:
    """What an arm starts from."""
    return "the label maps themselves" if source == TRUTH else f"the predictions of {source}"


def is_oracle(arm: str) -> bool:
    """Whether an arm of this name has seen the label maps it is measured by: a bound for others, not one of them."""
    return arm == TRUTH or arm.endswith(ORACLE)
