import os
import subprocess
import sys

SNAKEFILE = """
{calmed}
rule all:
    input: expand("{{number}}", number=range(12))
rule one:
    output: "{{number}}"
    shell: "sleep 0.4; touch {{output}}"
"""
CALMED = "from segstudy.running.scheduling import look_again_only_at_the_limit; look_again_only_at_the_limit()"


def looks(tmp_path, calmed, *arguments):
    """How often Snakemake looks at ready jobs until all are done, one after the other."""
    (tmp_path / "Snakefile").write_text(SNAKEFILE.format(calmed=calmed))
    command = [sys.executable, "-m", "snakemake", "--cores", "1", "--scheduler", "greedy", "--debug-dag", "--verbose"]
    environment = {**os.environ, "SLURM_CONF": "/dev/null"}
    done = subprocess.run([*command, *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert all((tmp_path / str(number)).exists() for number in range(12))
    return done.stderr.count("Ready jobs: ")


def test_ready_jobs_are_looked_at_when_a_job_has_ended(tmp_path):
    assert looks(tmp_path, CALMED) == 13 < looks(tmp_path, "", "--forceall")


def test_jobs_that_wait_for_the_limit_start_after_it(tmp_path):
    assert looks(tmp_path, CALMED, "--cores", "12", "--max-jobs-per-timespan", "5/1s") >= 3
