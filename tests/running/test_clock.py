from segstudy.running.clock import clock_advice


def test_files_from_the_future_are_explained_and_nothing_else_is(tmp_path):
    log = tmp_path / "snakemake.log"
    log.write_text("Output a.csv has older modification time (2026) than input b.csv (2049).\n")
    assert "find results -newermt now -exec touch" in clock_advice(log)
    log.write_text("Error in rule train:\n")
    assert clock_advice(log) == "" == clock_advice(tmp_path / "nowhere.log")
