"""What each rule hands its job, as plain values, from the study's plan and the wildcards of the job."""
