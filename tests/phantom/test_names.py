import subprocess
import sys

import pytest

from segstudy.config.sections.phantom import PhantomSettings
from segstudy.phantom.names import case_names, reference_case


@pytest.mark.parametrize(("patients", "first", "last"), [(2, "01", "02"), (12, "01", "12"), (100, "001", "100")])
def test_case_names_are_padded_and_sort_by_number(patients, first, last):
    names = case_names(PhantomSettings(patients=patients))
    assert (names[0], names[-1], len(names)) == (f"Patient_{first}", f"Patient_{last}", patients)
    assert names == sorted(names)


@pytest.mark.parametrize(("patients", "reference"), [(2, "Patient_02"), (3, "Patient_03"), (12, "Patient_03")])
def test_reference_case_is_fixed_and_not_the_first(patients, reference):
    assert reference_case(PhantomSettings(patients=patients)) == reference


def test_names_are_known_without_loading_arrays_or_networks():
    code = "import sys, segstudy.phantom.names; print(sorted({'numpy', 'scipy', 'torch'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
