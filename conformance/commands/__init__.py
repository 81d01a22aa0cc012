"""The commands of `conformance`, one module each; cli.py loads the one that is asked for."""
