"""SAM 2 without training: prompts from one arm, masks of another."""
