"""Target files that are wrong, with canaries where a secret does not belong."""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from conformance.reference.setting_up import APP, OTHER_APP
from tests.canaries_endpoint import CANARY_SECRETS, PASSWORDS
from tests.canaries_runs import ROOT, SUITES, Scene, plant_what_is_given, printed

_SECRET, _OTHER = json.dumps(CANARY_SECRETS[APP]), json.dumps(CANARY_SECRETS[OTHER_APP])
_HEAD = 'name = "t"\nprofile = "basic"\nendpoint = "http://127.0.0.1:1/token"\n'
_PEM = (ROOT / "fixtures" / "certs" / "service_consumer.key.pem").read_text("ascii")
_IN_A_URL = CANARY_SECRETS[OTHER_APP].replace("/", "")
_PASSWORD = json.dumps(PASSWORDS["alice"])

WRONG: Mapping[str, str] = {
    "an unknown key": f'{_HEAD}[client]\nid = "app"\nsecrte = {_SECRET}\n[other_client]\nid = "x"\nsecret = 7\n',
    "the name of a variable": f'{_HEAD}[client]\nid = "app"\nsecret = {{ env = {_SECRET} }}\n',
    "the name of a file": f'{_HEAD}[client]\nid = "app"\nsecret = {{ flie = {_OTHER}, env = {_SECRET} }}\n',
    "a key in the place of its path": f'{_HEAD.replace("basic", "m2m")}[client]\nid = "app"\nkey = """{_PEM}"""\n',
    "no TOML": f'{_HEAD}[client]\nid = "app"\nsecret = {_SECRET} {_OTHER}\n',
    "no TOML either": f"{_HEAD}[client\nsecret = {_SECRET}\n",
    "a URL with a password": f"{_HEAD.replace('127', f'{_IN_A_URL}@127')}[client]\n",
    "a table in the place of a text": f"{_HEAD}[client]\nid = {{ a = {_SECRET} }}\nsecret = [{_OTHER}]\n",
    "a profile that is none": f"profile = {_SECRET}\nendpoint = {_OTHER}\nversion = {_PASSWORD}\n",
    "a password in an odd place": f"{_HEAD}[sign_in]\nhow = {_PASSWORD}\n[[sign_in.user]]\npasword = {_OTHER}\n",
}


@dataclass(frozen=True)
class Wrong:
    """A scene without an endpoint, whose one target file is wrong."""

    scene: Scene
    file: Path

    def by_pytest(self) -> tuple[int, bytes]:
        """Start pytest with the file; the status and what was printed."""
        own = ["-p", "conformance.plugin", "--rootdir", ".", "-o", "addopts=", "-vv", "--tb=long", "--full-trace"]
        return printed(self.scene, [sys.executable, "-m", "pytest", *own, SUITES, "--target", str(self.file)])


def wrong_file(folder: Path, name: str) -> Wrong:
    """Write the wrong target file of that name."""
    made = Scene(folder)
    (made.here / "tmp").mkdir(parents=True)
    plant_what_is_given(made.planted)
    (folder / "given").mkdir()
    file = folder / "given" / "target.toml"
    file.write_text(WRONG[name], "utf-8")
    return Wrong(made, file)
