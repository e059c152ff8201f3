"""The stages of a study: each is a target by its name, and what `--until` takes."""

STAGES = (
    "cases",
    "correction",
    "preparation",
    "ceilings",
    "augmentation",
    "tuning",
    "training",
    "prediction",
    "postprocessing",
    "evaluation",
    "audit",
    "comparison",
    "report",
)

# Those whose files are results; the files of the others are made again when they are needed.
LEFT = ("cases", "ceilings", "training", "postprocessing", "evaluation", "audit", "comparison", "report")
