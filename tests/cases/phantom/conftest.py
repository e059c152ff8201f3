"""A cohort made once for all tests of the phantom."""

import pytest

from segstudy.cases.phantom.cohort import PhantomCase, make_case
from segstudy.cases.phantom.names import case_names
from segstudy.config.data import PhantomSettings


@pytest.fixture(scope="session")
def phantom_cohort() -> dict[str, PhantomCase]:
    """The demo's cohort: twelve patients of nominal size."""
    settings = PhantomSettings()
    return {case: make_case(settings, 42, case) for case in case_names(settings)}
