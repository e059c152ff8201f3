"""What a training may minimize: one file a loss, by its name under `loss:`; docs/losses.md says how to add one."""
