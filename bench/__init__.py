"""What the checker costs, measured as ratios in one run on one machine: `make bench`."""
