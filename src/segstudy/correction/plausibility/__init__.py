"""Evidence, in one scan and over a cohort, that an organ's label is wrong."""
