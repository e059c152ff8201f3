"""A job's surroundings: adapter, fingerprints, seals, locks, devices, advice."""
