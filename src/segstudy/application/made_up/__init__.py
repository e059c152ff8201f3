"""Made-up patients as others hand theirs in: folders to try a first study on."""
