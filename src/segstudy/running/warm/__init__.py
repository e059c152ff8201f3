"""Short jobs without the start of an interpreter: processes forked from one that has imported what they need."""
