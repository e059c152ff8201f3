"""From a study file to cases, folds, arms, trainings, and what every rule is handed."""
