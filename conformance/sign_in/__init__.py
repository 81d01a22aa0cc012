"""Ways to an authorization code, chosen by ``how`` in the target file: form, browser, command, manual."""
