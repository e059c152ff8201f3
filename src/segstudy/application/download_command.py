"""`segstudy download`: a study's data, from where its file says."""

import argparse
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml
from tqdm import tqdm

from segstudy.cases.layouts.paths import data_root
from segstudy.config.checks.duplicate_keys import check_doubles
from segstudy.config.checks.study import read_study
from segstudy.download.fetch import Progress
from segstudy.download.obtain import obtain
from segstudy.running.errors import StudyError


def add_download(commands: argparse._SubParsersAction) -> None:
    """Add `download` to the commands."""
    words = "Fetch, check and unpack the data of a study that says under `data.download` where it is."
    parser = commands.add_parser("download", help=words, description=words)
    parser.add_argument("study", type=Path, metavar="STUDY", help="its file, such as studies/spleen.yaml")
    parser.set_defaults(run=download)


def download(arguments: argparse.Namespace) -> int:
    """Run the command.

    Returns:
        The exit status.

    Raises:
        StudyError: Where there is no data to be had.
    """
    try:
        config = yaml.safe_load(arguments.study.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise StudyError(f"{arguments.study}: cannot be read as YAML ({error})") from error
    if not isinstance(config, dict):
        raise StudyError(f"{arguments.study}: no study: it holds no keys")
    check_doubles([arguments.study])
    data = read_study(config).data
    if data.download is None:
        raise StudyError(f"{arguments.study}: does not say where its data is (no `data.download`)")
    root = data_root(data)
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(message)s")
    made = obtain(data.download, root, _show_progress)
    sys.stderr.write(f"{root}: {'fetched and unpacked' if made else 'is there already; nothing was done'}\n")
    return 0


@contextmanager
def _show_progress(step: str) -> Iterator[Progress]:
    """A bar on a terminal; elsewhere a line when the step begins."""
    if not sys.stderr.isatty():
        sys.stderr.write(f"{step} …\n")
    with tqdm(desc=step, unit="B", unit_scale=True, disable=None, leave=True, file=sys.stderr) as bar:

        def progress(done: int, total: int | None) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield progress
