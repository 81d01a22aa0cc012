"""Makes `pytest suites --target …` work in a checkout; an installed wheel names the plugin on the command line."""

pytest_plugins = ["conformance.plugin"]
