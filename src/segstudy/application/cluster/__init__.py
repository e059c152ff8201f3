"""A profile for the SLURM cluster at hand, made by asking it."""
