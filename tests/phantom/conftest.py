"""A cohort made once for all tests of the phantom."""

import pytest

from segstudy.config.sections.phantom import PhantomSettings
from segstudy.phantom.cohort import PhantomCase, make_case
from segstudy.phantom.names import case_names


@pytest.fixture(scope="session")
def phantom_cohort() -> dict[str, PhantomCase]:
    """The demo's cohort: twelve patients of nominal size."""
    settings = PhantomSettings()
    return {case: make_case(settings, 42, case) for case in case_names(settings)}
