"""Jobs that are forked from a process with all imports leave what jobs leave that start by themselves."""

import pytest

pytestmark = [pytest.mark.workflow, pytest.mark.slow]


def test_forked_jobs_and_jobs_of_their_own_interpreters_leave_the_same_bytes(edited_copy):
    common = edited_copy.project / "rules/common.smk"
    text = common.read_text()
    assert text.count("start_jobs_warm(workflow)\n") == 1
    common.write_text(text.replace("start_jobs_warm(workflow)\n", ""))
    # made again by the kept networks; what a prediction cost is another each time
    files = [path for path in edited_copy.results.rglob("Patient_0*") if path.is_file()]
    files = [path for path in files if not path.name.endswith(".cost.json") and "logs" not in path.parts]
    made = {str(path.relative_to(edited_copy.folder)): path.read_bytes() for path in files}
    rooms = {name.split("/")[2] for name in made}
    assert rooms >= {"cases", "correction", "prepared", "augmented", "inferred", "predicted", "evaluated", "audited"}
    for path in files:
        path.unlink()
    records = [name for name in made if "/cases/" in name]
    for targets in (records, [name for name in made if name not in records]):
        done = edited_copy.run(*targets)
        assert done.code == 0, done.text
    assert [name for name, content in made.items() if (edited_copy.folder / name).read_bytes() != content] == []
