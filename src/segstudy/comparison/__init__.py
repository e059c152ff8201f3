"""Statistics over patients: arms against arms."""
