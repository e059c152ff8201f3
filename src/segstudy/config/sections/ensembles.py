"""`ensemble_of:` an arm that is the mean of other arms."""

# In the place of a model: nothing is trained.
ENSEMBLE = "ensemble"
NAME = "Ensemble"
