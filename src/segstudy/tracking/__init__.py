"""Publishing finished work to MLflow: trainings and arms write files only, and these are read here."""
