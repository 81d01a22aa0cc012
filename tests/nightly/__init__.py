"""Runs the steps of docs/nightly and action.yml as shell, the way their runners do, as far as these files use them."""
