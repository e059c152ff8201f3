"""Every file of the package is edited in turn: which rules would run again, and no others."""

import ast
import copy
import itertools
import json
import re
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import pytest
import yaml

from segstudy.plan.plan import Plan
from segstudy.running import fingerprints
from segstudy.running.behavior import behavior
from segstudy.running.errors import StudyError

ROOT = Path(__file__).parents[2]
SCRIPTS = ROOT / "workflow/scripts"
PACKAGE = fingerprints.PACKAGE
# Between them they have every kind of job.
STUDIES = ("ablation", "polar", "crops", "volumes", "foundation", "few_labels")


def code_expressions():
    """(rule, expression, names it knows) of every `code=` in the rules, as they stand there."""
    for file in sorted((ROOT / "rules").glob("*.smk")):
        text = file.read_text(encoding="utf-8")
        names = {}
        for imported in re.findall(r"^from segstudy\S* import (?:\([^)]*\)|[^\n]*)", text, re.MULTILINE):
            exec(imported, names)
        for place in re.finditer(r"\bcode=", text):
            rule = re.findall(r"^ *(?:use )?rule (\w+)", text[: place.start()], re.MULTILINE)
            if rule:
                yield rule[-1], _expression(text[place.end() :]), names


def _expression(text):
    depth = 0
    for end, letter in enumerate(text):
        depth += (letter in "([{") - (letter in ")]}")
        if depth == 0 and letter == ",":
            return text[:end].strip()
    raise ValueError(text)


@cache
def jobs():
    """Every kind of job of the studies."""
    files = [ROOT / "studies" / f"{study}.yaml" for study in STUDIES]
    plans = [Plan(yaml.safe_load(file.read_text(encoding="utf-8"))) for file in files]
    return sorted({job for plan in plans for job in jobs_of(plan)})


class Job(NamedTuple):
    """What a rule asks a fingerprint of."""

    rule: str
    script: str
    modules: tuple[str, ...]
    describes: bool = False

    def sources(self):
        return fingerprints.sources(SCRIPTS / self.script, *self.modules, describes=self.describes)

    def fingerprint(self):
        return fingerprints.fingerprint(SCRIPTS / self.script, *self.modules, describes=self.describes)


def jobs_of(plan):
    """Every kind of job of a study."""
    values = {
        "preparation": [*plan.prepared],
        "training": [*plan.trainings],
        "augmentation": sorted({name for _, name in plan.augmentations}),
        "inferred": [*plan.inferred, *plan.ensembles],
        "part": [*plan.search_parts],
        "uncertain": [*plan.uncertain],
        "teacher": [*plan.taught_by],
    }
    for rule, text, names in code_expressions():
        asked = []
        code = partial(_ask, asked)
        params = eval(text, {**names, "code": code, "plan": plan})
        if callable(params):
            wanted = sorted({part.attr for part in ast.walk(ast.parse(text)) if _is_wildcard(part)})
            for combination in itertools.product(*[values[name] for name in wanted]):
                try:
                    params(SimpleNamespace(**dict(zip(wanted, combination, strict=True))))
                except (KeyError, StudyError):  # of another rule, such as nnU-Net's
                    continue
        yield from (Job(rule, *each) for each in asked)


def _ask(asked, script, *modules, describes=False):
    asked.append((script, modules, describes))


def _is_wildcard(node):
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "w"


@cache
def unedited():
    return {job: job.fingerprint() for job in jobs()}


@cache
def reading():
    """By file, the jobs that may depend on it; of the others the fingerprint never reads it."""
    found = {}
    for job in jobs():
        for path in job.sources():
            found.setdefault(path, []).append(job)
    return found


@contextmanager
def edited(path, text):
    """The package with `text` in the place of one of its files."""
    content, counted = fingerprints._content, fingerprints._behavior
    fingerprints._content = lambda file: text if file == path else content(file)
    fingerprints._behavior = lambda file, *words: (
        behavior(text.decode(), *words) if file == path else counted(file, *words)
    )
    try:
        yield
    finally:
        fingerprints._content, fingerprints._behavior = content, counted


def run_again(path, text):
    """The jobs that run again where a file holds `text` instead of what it holds."""
    before, readers = unedited(), reading().get(path, [])
    with edited(path, text):
        return {job for job in readers if job.fingerprint() != before[job]}


@cache
def edits():
    """By file, the jobs that run again where a statement is added to it."""
    return {path: run_again(path, path.read_bytes() + b"\nedited = print\n") for path in FILES}


def room_of(path):
    first, *rest = path.relative_to(PACKAGE).parts
    return f"{first}/{rest[0]}" if first == "config" and len(rest) > 1 else first


FILES = [path for path in sorted(PACKAGE.rglob("*")) if path.suffix in (".py", ".html", ".css", ".js")]
# Sections load it to describe themselves, which no job asks them to.
WORDS = PACKAGE / "config/sections/words.py"
SAYING = [path for path in FILES if path.parent in fingerprints.BY_BEHAVIOR and path.name != "__init__.py"]

# Rule: the rooms of which an edit may run it again. `running`, which starts and logs every job, may run all again.
MAY_RUN_AGAIN = """
make_phantom            config/sections phantom volumes
inspect_case            cases volumes
inspect_image2d         cases volumes
convert_image2d         cases volumes
inspect_dicom           cases volumes
convert_dicom           cases volumes
join_labels             volumes
judge_cases             cases tables volumes
check_data_versions     cases
list_folds              tables
stop_on_bad_cases
estimate_displacement   correction volumes
compare_corrections     correction tables volumes
correct_case            correction tables volumes
list_correction_quality tables
measure_labels          correction volumes
judge_labels            correction tables
prepare_image           config/sections preparation volumes
prepare_label           config/sections preparation volumes
measure_ceiling         config/sections evaluation representations tables volumes
collect_ceilings        config/sections evaluation tables
augment_case            config/sections augmentation transforms volumes
run_trial               config/sections models representations tables training transforms tuning volumes
choose_best             config/sections tuning
list_trials             config/sections tables tuning
train                   config/sections models representations tables training transforms volumes
predict_case            config/sections models prediction representations volumes
predict_ensemble_case   config/sections models nnunet prediction volumes
prepare_nnunet_fold     config/sections nnunet volumes
predict_pseudo_label    config/sections models prediction uncertainty volumes
select_patients         uncertainty volumes
compare_growth          comparison config/sections tables
keep_pseudo_labels      tables uncertainty
prepare_pseudo_label    config/sections preparation volumes
train_nnunet            config/sections models nnunet tables
predict_nnunet_case     models nnunet volumes
predict_sam2_case       config/sections models sam2 volumes
postprocess_case        config/sections postprocessing volumes
take_given              cases config/sections postprocessing volumes
build_atlas             prediction volumes
predict_by_atlas        config/sections postprocessing prediction volumes
record_arms
predict_uncertainty     config/sections models prediction uncertainty volumes
measure_uncertainty     uncertainty volumes
collect_uncertainty     tables uncertainty
evaluate_case           config/sections evaluation tables volumes
measure_tissues         config/sections evaluation tables volumes
measure_nsd             config/sections evaluation tables volumes
measure_centers         representations volumes
collect_metrics         tables
collect_outside         tables
collect_centers         tables
audit_case              audit config/sections volumes
rank_labels             audit tables
measure_candidate       audit volumes
order_unlabeled         audit tables
compare_arms            comparison config/sections tables
summarize_arms          comparison config/sections tables
rank_arms               comparison config/sections tables
describe_arms           comparison config/sections tables
describe_outside        comparison config/sections tables
describe_outside_folds  comparison config/sections tables
collect_outside_folds   tables
compare_sets            comparison config/sections tables
describe_nsd            comparison config/sections tables
measure_agreement       comparison config/sections tables
relate_centers          comparison config/sections tables
compare_without_suspects comparison config/sections tables
record_provenance       config/checks config/sections models report tables
write_report            comparison config/checks config/sections drawing evaluation models plan report tables volumes
publish_runs            config/sections tables tracking
"""


def test_an_edit_runs_again_what_its_room_may_and_nothing_else():
    allowed = {rule: {*rooms, "running"} for rule, *rooms in map(str.split, MAY_RUN_AGAIN.strip().splitlines())}
    assert {rule for rule, *_ in jobs()} == set(allowed)
    wrong, moved = set(), set()
    for path, again in edits().items():
        for rule, *_ in again:
            moved.add(rule)
            if room_of(path) not in allowed[rule]:
                wrong.add(f"{path.relative_to(PACKAGE)} runs {rule} again")
    assert not wrong, "\n".join(sorted(wrong))
    assert moved == set(allowed)


# What applies models and representations, whichever they are.
APPLYING = {"build.py", "identity.py", "load.py", "window_of.py", "applied.py", "interface.py"}
APPLYING |= {"start.py", "start_spec.py", "input_channels.py"}


@pytest.mark.parametrize("rule", ["train", "run_trial", "predict_case", "predict_uncertainty"])
def test_of_models_and_representations_only_its_own_run_a_job_again(rule):
    kinds = [job for job in jobs() if job.rule == rule]
    assert kinds and all(job.modules for job in kinds)
    for job in kinds:
        own = {path for module in job.modules for path in fingerprints.sources(fingerprints._named_file(module))}
        again = {path for path, jobs_again in edits().items() if job in jobs_again}
        assert own <= again
        for path in again - own:
            if room_of(path) in ("models", "representations"):
                assert path.name in APPLYING, f"{path.relative_to(PACKAGE)} runs {job} again"


def test_of_the_tables_only_their_own_rows_run_long_jobs_again():
    rows = {**dict.fromkeys(("train", "run_trial", "train_nnunet"), "history.py"), "correct_case": "quality.py"}
    for path, again in edits().items():
        for rule, *_ in again:
            if room_of(path) == "tables" and rule in rows:
                assert path.name == rows[rule], f"{path.relative_to(PACKAGE)} runs {rule} again"


def test_no_job_reads_a_registry_of_models_layouts_or_representations():
    for path in FILES:
        if path.name in ("registry.py", "layouts.py"):
            assert {rule for rule, *_ in reading().get(path, [])} <= {"write_report", "record_provenance"}, path


def test_a_comment_in_a_section_or_a_model_runs_nothing_again():
    assert len(SAYING) > 50
    for path in SAYING:
        assert not run_again(path, path.read_bytes() + b"\n# edited\n"), path


def test_what_a_section_or_a_model_says_of_itself_runs_the_report_alone_again():
    told = set()
    for path in SAYING:
        rules = {job.rule for job in run_again(path, path.read_bytes() + b"\n\ndef in_words():\n    return 1\n")}
        assert rules <= {"write_report"}, path
        told |= {path.stem for _ in rules}
    assert {"training", "preparation", "comparisons", "enet", "unet3d"} <= told


def test_what_lets_others_describe_themselves_says_so():
    asking = re.compile(r"in_words\(|model_words\(")
    for path, readers in reading().items():
        if (
            path.parent not in fingerprints.BY_BEHAVIOR
            and path.name != "registry.py"
            and asking.search(path.read_text())
        ):
            assert all(job.describes for job in readers), path


def test_a_new_key_of_any_section_runs_nothing_again(with_new_keys):
    for path in SAYING:
        text = path.read_text(encoding="utf-8")
        if path.parent.name == "sections" and "(Section):" in text:
            more = with_new_keys(text)
            assert more.count("\n") > text.count("\n")
            assert not run_again(path, more.encode()), path


@pytest.mark.workflow
def test_a_fingerprint_holds_all_that_the_job_loads(finished_study):
    """Also what is imported by name only when the job runs."""
    known = {}
    for job in jobs_of(Plan(copy.deepcopy(finished_study.config))):
        known.setdefault(job.script, {WORDS}).update(job.sources())
    checked = set()
    for file in finished_study.loaded.glob("*.json"):
        record = json.loads(file.read_text())
        script = record["script"].partition(".")[2]  # Snakemake runs `tmp….train.py`
        if script in known:
            loaded = {fingerprints._file(name) for name in record["loaded"]} - {None}
            unknown = {path for path in loaded if path.name != "__init__.py"} - known[script]
            assert not unknown, f"{script} loads {sorted(path.name for path in unknown)}"
            checked.add(script)
    assert {"train.py", "predict_case.py", "evaluate_case.py", "prepare_image.py", "compare_arms.py"} <= checked
