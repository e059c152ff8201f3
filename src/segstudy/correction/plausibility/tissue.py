"""What an organ can be made of, by its name, and the Hounsfield units that tell tissues apart.

By definition air has -1000 HU and water 0. Lung in a living chest lies below -500, fat between -150 and -30,
blood and muscle between 20 and 80 or up to about 300 with contrast agent, and dense bone above 300 (Hounsfield
1980; Kalender 2011, Computed Tomography). Air is therefore told from tissue at -300, halfway from lung to fat.
"""

from typing import Literal

AIR_HU = -300.0
BONE_HU = 300.0
# Blood, muscle and solid organs; nearest to fat and to contrast agent they still have a median in here.
SOFT_MEDIAN_HU = (-30.0, 500.0)

Kind = Literal["soft", "air", "bone", "any"]

# Whole words of an organ's name, singular; the first that fits decides.
_WORDS: list[tuple[Kind, tuple[str, ...]]] = [
    ("any", ("esophagus", "oesophagus", "stomach", "bowel", "duodenum", "colon", "rectum", "intestine", "tumor")),
    ("any", ("tumour", "lesion", "nodule", "gtv", "ptv", "ctv", "body", "canal")),
    ("air", ("lung", "trachea", "bronchus", "bronchi", "airway", "lobe")),
    ("bone", ("bone", "rib", "sternum", "vertebra", "vertebrae", "spine", "clavicle", "scapula", "hip", "femur")),
    ("soft", ("heart", "myocardium", "ventricle", "atrium", "aorta", "artery", "vein", "cava", "vessel", "spleen")),
    ("soft", ("liver", "kidney", "pancreas", "cord", "brain", "prostate", "muscle", "thyroid", "adrenal")),
]


def kind_of(organ: str) -> Kind:
    """What the organ called `organ` is made of; `any` where its name does not say."""
    words = organ.lower().replace("-", "_").replace(" ", "_").split("_")
    words += [word.removesuffix("s") for word in words]
    return next((kind for kind, known in _WORDS if any(word in known for word in words)), "any")
