"""`conformance install-report`: fetches the generator of the HTML report, once."""

from __future__ import annotations

import click

from conformance.commands.calling import Status
from conformance.report.allure_install import Ready, install


@click.command("install-report")
def command() -> int:
    """Fetch the pinned Allure generator into your cache, once.

    It is the only command that downloads anything. It takes Node or Java; a machine that has neither gets Node from
    the Python registry with: pip install 'token-conformance[report]'
    """
    found = install()
    if isinstance(found, Ready):
        click.echo(f"{found.name} is ready." if found.fetched else f"{found.name} was there already.")
        return Status.GOOD
    click.echo(found.sentence, err=True)
    return Status.CRASHED if found.no_runtime else Status.VIOLATED
