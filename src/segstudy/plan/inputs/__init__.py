"""The files that each rule reads, from the study's plan and the wildcards of a job. Paths are Snakemake's."""
