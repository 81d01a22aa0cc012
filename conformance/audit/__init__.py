"""Whether a package of a lock file has a known vulnerability; a package that nobody could look up is never passed over.

    python -m conformance.audit requirements-run.lock --accepted requirements-accepted.toml

pip-audit does the looking up. By itself it leaves with 0 and "No known vulnerabilities found" where it had to skip
every package, so its JSON is judged here against the lock file. Leaves with 0 where each package that is installed on
this platform was looked up and nothing unaccepted is known of it, with 1 where something is known (or an entry of the
accepted file is past its day or stands for nothing), with 10 where a package was not looked up, with 4 where a file
cannot be used. It needs pip-audit and nothing of this project but this folder: see requirements-audit.lock.
"""
