"""Logs of jobs that said nothing: a quarter of the files that a study would leave."""

from pathlib import Path


def remove_silent_logs(results: str) -> None:
    """Remove what is empty of a study's logs, once no job runs any more.

    Snakemake makes a log for each job that leaves none, so jobs cannot leave them out.

    Args:
        results: The study's folder.
    """
    for log in Path(results, "logs").rglob("*.log"):
        if log.is_file() and not log.stat().st_size:
            log.unlink(missing_ok=True)
