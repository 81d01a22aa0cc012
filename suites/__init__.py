"""The checks, in chapters; each one is a sentence about the endpoint."""
