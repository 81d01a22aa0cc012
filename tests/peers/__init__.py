"""Servers that nobody of this project wrote, as peers of the checker: set up, run, and compared with what is known."""
