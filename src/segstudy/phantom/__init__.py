"""A made-up cohort of chest CTs whose true label maps are known."""
