import pytest
from pydantic import ValidationError

from segstudy.config.sections.report import ReportSettings


def test_nobody_need_be_named_and_a_typo_is_refused():
    assert ReportSettings().patient is None
    assert ReportSettings(patient="Patient_07").patient == "Patient_07"
    with pytest.raises(ValidationError):
        ReportSettings(pateint="Patient_07")
