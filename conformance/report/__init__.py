"""Turns a finished run into the files that people and machines read; pure functions that know no pytest."""
