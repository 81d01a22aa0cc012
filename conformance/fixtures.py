"""Where the test keys and certificates lie."""

from pathlib import Path


def certificates_directory() -> Path:
    """The directory of the test certificates: inside the package where it was installed, else in the checkout.

    Raises FileNotFoundError where it is in neither place, which means that the installation is damaged.
    """
    package = Path(__file__).resolve().parent
    for directory in (package / "_fixtures" / "certs", package.parent / "fixtures" / "certs"):
        if (directory / "roots.pem").is_file():
            return directory
    raise FileNotFoundError("The test certificates are missing: install token-conformance again.")
