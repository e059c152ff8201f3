from segstudy.plan.inputs.evaluation import (
    center_files,
    center_tables,
    evaluated_outside,
    outside_files,
    outside_tables,
    tissue_tables,
)
from segstudy.plan.inputs.outside_folds import files_by_fold, network_of, runs_by_fold, tables_by_fold
from segstudy.plan.inputs.report import example_files, published_statistics
from segstudy.plan.inputs.uncertainty import (
    measured_files,
    measured_uncertainty,
    uncertain_networks,
    uncertain_prepared,
    uncertainty_maps,
    uncertainty_tables,
)
from segstudy.plan.specs.evaluation import evaluation_spec

ONE = [{"name": "plain", "preparation": "raw"}]


def test_centers_are_measured_of_arms_that_place_views_for_others(plan, make_plan):
    files = center_files(plan)
    assert len(files) == 8 and all(file.startswith("results/s/centers/plain/") for file in files)
    assert center_tables(plan) == ["results/s/centers.csv"]
    alone = make_plan(arms=ONE)
    assert center_files(alone) == center_tables(alone) == []


def test_sets_that_are_only_tested_on_have_tables_of_their_own(make_plan):
    plan = make_plan(evaluate_on={"others": ["Patient_0[12]"]}, correction=None, arms=ONE)
    assert evaluated_outside(plan, "others") == [("plain", "Patient_01"), ("plain", "Patient_02")]
    assert outside_files(plan, "others")[0] == "results/s/evaluated/plain/Patient_01.csv"
    assert outside_tables(plan) == ["results/s/evaluated_on/others.csv"]


def test_tissues_are_measured_where_the_study_asks_for_them(plan, make_plan):
    assert len(tissue_tables(plan)) == len(plan.runs)
    assert tissue_tables(make_plan(tissues={})) == []


def test_uncertainty_is_measured_of_the_arms_that_are_asked(plan, make_plan):
    rows = measured_uncertainty(plan)
    assert [(row.arm, row.seeds) for row in rows] == [("plain", "7")] * 8
    assert [(row.fold, row.case) for row in rows] == sorted((row.fold, row.case) for row in rows)
    assert measured_files(plan) == [row.file for row in rows]
    [name] = plan.uncertain
    assert rows[0].file == f"results/s/uncertainty/{name}/{rows[0].case}/measured.json"
    case = rows[-1].case
    assert uncertain_networks(plan, name, case, "model.yaml") == [
        f"results/s/trained/{plan.runs['plain'].training}/fold-{plan.folds[case]}/model.yaml"
    ]
    assert uncertain_prepared(plan, name, case, "image.b2nd") == f"results/s/prepared/raw/{case}.image.b2nd"
    assert len(uncertainty_maps(plan, "mean")) == 8 and len(uncertainty_tables(plan)) == 4
    assert uncertainty_tables(make_plan(arms=ONE)) == []


def test_the_report_reads_the_caches_of_one_case(plan):
    files = example_files(plan)
    assert len(files) == len(set(files)) == 2 * 2 + 2 + 2
    assert {file.rsplit("/", 1)[1].partition(".")[0] for file in files} == {"Patient_01"}


def test_a_published_protocol_has_a_table_beside_the_studys(plan, make_plan):
    assert published_statistics(plan) == {}
    repeated = make_plan(comparisons={"baseline": "plain", "protocol": "published"})
    assert published_statistics(repeated) == {"published": "results/s/statistics_published.csv"}


def test_each_folds_network_is_measured_alone_on_what_is_only_tested_on(make_plan):
    outside = {"others": ["Patient_0[12]"]}
    plan = make_plan(evaluate_on=outside, correction=None, arms=ONE)
    assert runs_by_fold(plan) == ["plain"] and tables_by_fold(plan) == ["results/s/evaluated_by_fold/others.csv"]
    files = files_by_fold(plan, "others")
    assert len(files) == 2 * len(plan.fold_numbers) and files[0].endswith("by_fold/fold-0/plain/Patient_01.csv")
    training = plan.runs["plain"].training
    inferred = plan.runs["plain"].inferred
    assert network_of(plan, inferred, "1", "model.yaml") == [f"results/s/trained/{training}/fold-1/model.yaml"]
    assert evaluation_spec(plan, "plain", "Patient_01", 1).fold == 1
    assert evaluation_spec(plan, "plain", "Patient_01").fold == -1
    # nothing outside, and nothing that a network of this study's predicts
    assert runs_by_fold(make_plan(correction=None, arms=ONE)) == []
    truth = [*ONE, {"name": "truth", "control": "truth"}]
    assert runs_by_fold(make_plan(evaluate_on=outside, correction=None, arms=truth)) == ["plain"]
