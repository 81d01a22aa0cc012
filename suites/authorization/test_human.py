"""Chapter AZ: what the human does (iSHARE login; RFC 6749, section 4.1.2.1)."""

from dataclasses import replace

from conformance.authorization import ready, tried
from conformance.check import locks, requirement
from conformance.client import Client
from conformance.code_changes import like
from conformance.outcome import NotApplicable, judge
from conformance.sign_in.authorise import authorise
from conformance.sign_in.codes import first_user

FEW = 2
"""How often a wrong password is sent at most: again only where the provider was away or busy the first time."""


@locks
@requirement("AZ-PASSWORD")
def test_one_wrong_password_signs_nobody_in(client: Client) -> None:
    """One wrong password, and in a browser of its own."""
    material = ready(client)
    user = first_user(material)
    if user.password is None:
        raise NotApplicable("the run knows no password: this way of signing in asks for none")
    wrong = replace(user, password=user.password[:-1] + like(f"{user.password}0")[-2])
    client.says("the right password with another last character")
    ended = tried(client, lambda: authorise(ready(client)), wrong, fresh=True, attempts=FEW)
    judge(ended.code is None, "no code", ended.told)


@requirement("AZ-DENY")
def test_who_refuses_at_the_consent_page_gets_no_code(client: Client) -> None:
    material = ready(client)
    if material.target.sign_in is None or material.target.sign_in.deny is None:
        raise NotApplicable("the target file names no refusing button ([sign_in] deny)")
    client.says("the refusing button of the consent page")
    ended = tried(client, lambda: authorise(ready(client)), fresh=True, deny=True)
    judge(ended.code is None, "no code", ended.told)
