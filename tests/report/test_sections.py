import dataclasses
import io
import re

import numpy as np
import pandas as pd

from segstudy.report.correction_facts import correction_facts
from segstudy.report.sections.arms import arms
from segstudy.report.sections.correction import correction
from segstudy.report.sections.excluded import excluded
from segstudy.report.sections.findings import findings
from segstudy.report.sections.headline import headline
from segstudy.report.sections.overlays import overlays


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def rows_of(html: str, table: int) -> list[str]:
    return re.findall(r"<tr>.*?</tr>", re.findall(r"<table.*?</table>", html, re.S)[table], re.S)[1:]


def test_best_and_second_of_each_column_are_marked(made_input) -> None:
    html = arms(made_input).html
    for table in range(3):
        marks = [re.findall(r'class="mean (\w*)"', row) for row in rows_of(html, table)]
        assert marks[2] == ["best"] * 5
        assert marks[3] == ["second"] * 5
        assert marks[0] == marks[1] == [""] * 5


def test_counts_stand_beside_every_mean(made_input) -> None:
    row = plain(rows_of(arms(made_input).html, 0)[0])
    one = r"[\d.]+ ± [\d.]+ n = 12"
    assert re.fullmatch(rf"raw baseline {one}, 1 left out (?:{one} ){{3}}[\d.]+ ± [\d.]+ n = 11, 1 left out", row)


def test_incomplete_arm_is_tagged_and_not_ranked(made_input, described) -> None:
    metrics = made_input.metrics
    metrics = metrics[~((metrics["arm"] == "full+augmentation") & (metrics["case"] == "P00"))]
    html = arms(described(dataclasses.replace(made_input, metrics=metrics))).html
    row = rows_of(html, 0)[2]
    assert "incomplete" in row
    assert "best" not in re.findall(r'class="mean (\w*)"', row)
    assert "best" in re.findall(r'class="mean (\w*)"', rows_of(html, 0)[3])


def test_headline_answers_in_numbers(made_input) -> None:
    text = plain(headline(made_input).html)
    row = made_input.statistics.query("metric == 'dice' and organ == 'mean' and arm_b == 'full+augmentation'").iloc[0]
    assert "full+augmentation has the highest mean Dice" in text.replace("full+ augmentation", "full+augmentation")
    assert f"+{row['difference']:.3f}" in text
    assert f"{row['p_holm']:.3f}" in text
    assert "Next comes full+postprocessing with a mean Dice of" in text
    assert "esophagus" in text and "10 min 01 s" in text and "1.2 GB" in text


def test_headline_when_nothing_beats_the_baseline(made_input, described) -> None:
    metrics = made_input.metrics.copy()
    metrics.loc[metrics["arm"] == "raw", "dice"] = 0.99
    statistics = made_input.statistics.copy()
    statistics["verdict"] = "worse"
    changed = described(dataclasses.replace(made_input, metrics=metrics, statistics=statistics))
    text = plain(headline(changed).html)
    assert "No arm has a higher mean Dice than the baseline, raw" in text
    assert "full+augmentation over raw" in text


def test_headline_without_costs_or_comparison(made_input) -> None:
    bare = dataclasses.replace(made_input, summary=pd.DataFrame({"arm": []}), statistics=made_input.statistics.iloc[:0])
    text = plain(headline(bare).html)
    assert "These two have not been compared" in text
    assert "– of training" in text


def test_correction_is_told_in_words_numbers_and_figures(made_input) -> None:
    html = correction(made_input).html
    text = plain(html)
    assert (
        "turned by 12.50° in the axial plane about voxel (30.0, 38.0, 9.0) and moved by (+7.0, −5.0, +2.0) voxels"
        in text
    )
    assert "0.210 → 0.982" in text
    assert "36" in text and "252" in text
    assert html.count("<svg") == 8 and "reference case" in text
    assert text.index("P03 reference case") < text.index("P00 , axial")


def test_correction_without_numbers_still_has_images(made_input) -> None:
    html = correction(dataclasses.replace(made_input, transform={}, quality=None)).html
    assert html.count("<svg") == 8
    assert "turned by" not in html


def test_correction_facts_understand_the_nested_form() -> None:
    told = {
        "displacement": {"angle_deg": 3.0, "translation": [1, 2, 3], "pivot": [0, 0, 0]},
        "warnings": ["look twice"],
    }
    told |= {"iou": {"before": 0.1, "after": 0.9}, "dice": {"before": 0.2, "after": float("nan")}, "method": "rigid"}
    quality = pd.DataFrame({"method": ["rigid", "shift"], "case": "a", "lost_voxels": [4, 100]})
    facts = correction_facts(told, quality)
    assert (facts.angle_deg, facts.iou_before, facts.iou_after, facts.dice_after) == (3.0, 0.1, 0.9, None)
    assert facts.counted("lost_voxels").voxels == 4
    assert facts.counted("overwritten_voxels") is None
    assert facts.warnings == ("look twice",)


def test_what_is_known_of_the_reference_alone_is_said_so(made_input) -> None:
    """As a study leaves it behind: the truth, and so the overlap, is known of one case."""
    table = "method,case,iou,dice,lost_voxels,overwritten_voxels,seconds\nnone,P03,0.2,0.3,,41,\n"
    table += "shift,P03,0.7,0.8,1,41,0.1\nrigid,P03,0.9,0.95,2,41,2.5\nrigid,P00,,,3,,\n"
    quality = pd.read_csv(io.StringIO(table))
    transform = {key: value for key, value in made_input.transform.items() if key != "method"}
    text = plain(correction(dataclasses.replace(made_input, transform=transform, quality=quality)).html)
    assert "Lost outside the volume 5 in 2 cases" in text
    assert "Of other organs, overwritten 41 in 1 case" in text
    assert "none 0.200 0.300" in text and "shift 0.700 0.800 – 0.1" in text and "rigid used 0.900 0.950 – 2.5" in text
    assert "“rigid” was used, because the study names it." in text
    assert "P00 – – 3 – –" in text


def test_methods_are_compared_on_the_reference_and_on_all_others_whose_truth_is_known(made_input) -> None:
    table = "method,case,iou,dice,hd95_mm,seconds,rotation_deg\nnone,P03,0.2,0.3,41,,\nrigid,P03,0.9,0.95,3,2.5,-26.6\n"
    table += "none,P00,0.1,0.2,60,,\nrigid,P00,0.7,0.8,5,2.5,-26.6\nrigid,P01,0.8,0.9,7,2.5,-26.6\nrigid,P02,,,,,\n"
    quality = pd.read_csv(io.StringIO(table))
    text = plain(correction(dataclasses.replace(made_input, quality=quality)).html)
    assert "rigid used 0.900 0.950 3.0 2.5 −26.6 – 0.750 0.850 0.800 6.0" in text


def test_findings_are_listed_worst_first_with_a_figure_of_each_flagged_label(made_input) -> None:
    header = "case,organ,check,value,expected,severity,suggests,words\n"
    table = header + "P00,heart,air_inside,3.00 ml,below 0.1 ml,wrong,moved,Air lies there.\n"
    table += "P01,heart,pieces,2,1,note,misdrawn,Two pieces.\n"
    shown = findings(dataclasses.replace(made_input, findings=pd.read_csv(io.StringIO(table), dtype=str))).html
    text = plain(shown)
    assert "2 findings, worst first" in text and "Air lies there." in text and "Two pieces." in text
    assert shown.count("<figure") == 1 and shown.count("<svg") == 2
    nothing = pd.read_csv(io.StringIO(header), dtype=str)
    assert "Nothing speaks against a label" in plain(findings(dataclasses.replace(made_input, findings=nothing)).html)
    assert findings(made_input) is None


def test_bad_cases_are_listed_beside_excluded_ones(made_input) -> None:
    cases = made_input.cases.copy()
    cases.loc[cases["case"] == "P00", ["status", "reason"]] = ["bad", "image and label have different shapes"]
    text = plain(excluded(dataclasses.replace(made_input, cases=cases)).html)
    assert "2 of 13 cases were left out" in text
    assert "image and label have different shapes" in text and "left &lt;out&gt; &amp; gone" in text
    assert "No case was left out" in plain(excluded(dataclasses.replace(made_input, cases=made_input.used)).html)


def test_what_is_odd_about_used_cases_stands_beside_those_left_out(made_input) -> None:
    section = excluded(made_input)
    html = str(section.html)
    assert section.title == "Cases left out, and odd ones"
    assert "<strong>P00, P03</strong>: label map: no voxel of heart: <code>data.annotated</code></li>" in html
    assert "<li>fold 1: no validation patient has &lt;heart&gt;</li>" in html
    many = made_input.case_warnings.iloc[[0] * 23].assign(warning=[f"w{number}" for number in range(23)])
    html = str(excluded(dataclasses.replace(made_input, case_warnings=many)).html)
    assert "w19</li>" in html and "w20" not in html and "and 3 findings more" in html
    none = excluded(dataclasses.replace(made_input, case_warnings=made_input.case_warnings.iloc[:0]))
    assert none.title == "Cases left out" and "case_warnings" not in str(none.html)


def test_overlays_show_each_arms_extremes_by_mean_dice(made_input) -> None:
    text = plain(overlays(made_input).html)
    worst = made_input.metrics.query("arm == 'full'").groupby("case")["dice"].mean()
    assert f"Worst case {worst.idxmin()} Mean Dice {worst.min():.3f}" in text
    assert f"Best case {worst.idxmax()} Mean Dice {worst.max():.3f}" in text
    assert "not annotated –" in text or "missed 0.000" in text


def test_prediction_of_another_shape_is_reported(made_input, tmp_path) -> None:
    from segstudy.volumes.nifti import write_volume
    from segstudy.volumes.volume import Volume

    path = tmp_path / "small.nii.gz"
    write_volume(path, Volume(np.zeros((4, 4, 4), np.uint8), np.eye(4)))
    predictions = dict.fromkeys(made_input.predictions, str(path))
    html = overlays(dataclasses.replace(made_input, predictions=predictions)).html
    assert html.count("the scan has (72, 64, 24)") == 8
