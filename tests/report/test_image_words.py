import dataclasses

from markupsafe import Markup

from segstudy.report.image_words import in_words_of_images

HTML = Markup(
    '<h3>Scan of a patient</h3><p title="12 patients">12 patients, <code>patient: 3</code> and 5 voxels of '
    "full patient and Patient_03.</p><pre>by: patient</pre><p>scans</p>"
)


def of(made_input, patients=None, are_2d_images=True):
    arms = (*made_input.facts.arms, dataclasses.replace(made_input.facts.arms[0], name="full patient"))
    facts = dataclasses.replace(made_input.facts, are_2d_images=are_2d_images, arms=arms)
    cases = made_input.cases if patients is None else made_input.cases.assign(patient=patients)
    folds = made_input.folds if patients is None else made_input.folds.assign(patient=patients)
    return in_words_of_images(HTML, dataclasses.replace(made_input, facts=facts, cases=cases, folds=folds))


def test_2d_images_are_no_scans_of_patients_and_names_and_code_stay(made_input):
    assert of(made_input) == (
        '<h3>2D image of a image</h3><p title="12 images">12 images, <code>patient: 3</code> and 5 pixels of '
        "full patient and Patient_03.</p><pre>by: patient</pre><p>2D images</p>"
    ).replace("of a image", "of an image")


def test_images_that_share_patients_keep_them(made_input):
    html = of(made_input, patients="one")
    assert "2D image of a patient" in html and "12 patients" in html and "5 pixels" in html


def test_scans_stay_scans(made_input):
    assert of(made_input, are_2d_images=False) == HTML
