"""Faults of the flow H2M: codes, and what is exchanged with them (chapter H2M; REQ and ERR about codes)."""

from conformance.reference.fault import Fault
from conformance.reference.unseparated import Unseparated

_NO_CODES = "This flow has no codes, so that the case is not applicable to it."

FAULTS: tuple[Fault, ...] = ()

UNSEPARATED: tuple[Unseparated, ...] = (
    Unseparated("REQ-GRANT-TYPE", "client-credentials", "It is this flow's own grant type."),
    *(
        Unseparated(row, case, _NO_CODES)
        for row, cases in {
            "REQ-QUERY": ("code", "redirect-uri"),
            "REQ-EMPTY": ("code", "redirect-uri"),
            "REQ-REPEATED": tuple(
                f"{name}-{how}"
                for name in ("code", "redirect-uri")
                for how in ("same", "right-one-first", "right-one-last")
            ),
            "ERR-400": ("wrong-code",),
            "ERR-CAUSE": ("wrong-code",),
        }.items()
        for case in cases
    ),
)
