"""What every CSV of a study holds."""
