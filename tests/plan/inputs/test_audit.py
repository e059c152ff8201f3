from segstudy.plan.inputs.audit import audit_table, audited_by, audited_cases, candidates, next_table, undrawn_cases

ENET = {"enet": {"kernels": 8, "factor": 2}}


def test_each_network_that_knows_nothing_of_the_label_is_asked_once(make_plan):
    plan = make_plan()
    asked = audited_by(plan)
    trained = {run.inferred: run.arm for run in plan.runs.values() if run.inferred in asked}
    # not the ensemble of others, nor what SAM 2 makes of a prompt
    assert {*trained.values()} == {"plain", "augmented", "nested", "once", "volumes", "polar", "nnunet"}
    assert audited_cases(plan) == plan.measured and audit_table(plan) == ["results/s/label_audit.csv"]


def test_arms_that_share_a_network_are_one_opinion(make_plan):
    shared = [{"name": name, "model": ENET, "preparation": "raw", **more} for name, more in ARMS.items()]
    assert len(audited_by(make_plan(arms=shared))) == 1


ARMS = {"plain": {}, "cleaned": {"postprocessing": "clean"}}


def test_a_network_that_looks_where_the_label_says_is_not_asked(make_plan):
    polar = {"model": ENET, "preparation": "raw", "representation": "polar64"}
    arms = [
        {"name": "plain", "model": ENET, "preparation": "raw"},
        {"name": "polar_oracle", **polar, "source_arm": "truth"},
        {"name": "honest", **polar, "source_arm": "plain"},
    ]
    plan = make_plan(arms=arms)
    assert {plan.runs["plain"].inferred, plan.runs["honest"].inferred} == {*audited_by(plan)}
    assert audit_table(make_plan(arms=[arms[1]], comparisons={"baseline": "polar_oracle"})) == []


def test_cases_without_a_label_map_are_ordered_where_there_are_any(make_plan):
    assert next_table(make_plan()) == [] == candidates(make_plan())
    data = {"layout": "phantom", "organs": {"heart": 2, "aorta": 4}, "ignore": [1], "phantom": {"patients": 8}}
    plan = make_plan(data={**data, "unlabeled": ["Patient_07", "Patient_08"]})
    assert undrawn_cases(plan) == ["Patient_07", "Patient_08"]
    assert {*candidates(plan)} == {*plan.cases} and next_table(plan) == ["results/s/next_to_label.csv"]
    assert "Patient_07" not in audited_cases(plan)
