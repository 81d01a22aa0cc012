"""The first thing a reader of the HTML report sees: the verdict, and what has to be mended.

Allure shows how many checks passed, and 99 percent of them do where one violation decides. So its page gets a head of
ours, and an environment table; both are made from results.json.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from conformance.report.changes import Document
from conformance.report.fleet import MANY, SHOWN_WHOLE, first_violated, not_judged, ranked, tally, violated_ids
from conformance.report.pages import template
from conformance.report.text import one_line, plural

SHOWN_GOOD = 6
"""How many targets that conform have a line each; of a fleet only those have one that do not."""
SHOWN_ROWS = 12
"""How many requirements the head of the page names for one target; a violation further down is in the matrix."""


def overview_page(document: Document, left_out: str = "") -> str:
    """The head of the HTML report, as HTML in which nothing of an endpoint is alive.

    left_out: a sentence on what the page below it does not show.
    """
    fleet = ranked(document)
    good = [target for _, target in fleet if target["verdict"] == "conforms"]
    bad = [one for one in fleet if one[1]["verdict"] != "conforms"][: SHOWN_WHOLE if len(fleet) > MANY else None]
    shown = bad + [one for one in fleet if one[1]["verdict"] == "conforms" and len(good) <= SHOWN_GOOD]
    return template("overview.html.j2").render(
        targets=[(_place(number), target, told(target)) for number, target in shown],
        fleet=[(_place(number), target, first_violated(violated_ids(target))) for number, target in fleet],
        tally=tally([target["verdict"] for target in document["targets"]]),
        not_judged=not_judged,
        left_out=left_out,
        shown_rows=SHOWN_ROWS,
    )


def _place(number: int) -> str:
    """Where the part of a target is."""
    return f"../requirements.html#t{number}"


def title_of_report(document: Document) -> str:
    """The title of the HTML report: who was judged, and the verdict."""
    targets = document["targets"]
    if len(targets) == 1:
        return one_line(f"{targets[0]['name']}: {targets[0]['verdict_in_words']}", 160)
    worst = [target for target in targets if target["verdict"] != "conforms"]
    return f"{len(targets)} token endpoints: {f'{len(worst)} do not conform' if worst else 'all conform'}"


def environment_of(document: Document) -> dict[str, str]:
    """What stands in the environment table, name to value: the verdict first, then what it rests on."""
    targets = document["targets"]
    facts = _of_one(targets[0]) if len(targets) == 1 else dict(_of_several(targets))
    tool = document["tool"]
    made_with = {name: words for name, words in tool.get("versions", {}).items() if name != "platform"}
    facts |= dict(_generated(document))
    return {**facts, "Tool": f"{tool['name']} {tool['version']}", "Run": document["started"], **made_with}


def _generated(document: Document) -> Iterator[tuple[str, str]]:
    drawn = document.get("generated")
    checks = [check for one in document["targets"] for row in one["requirements"] for check in row["checks"]]
    sent = sum(sum(check.get("reach", {}).values()) for check in checks)
    if drawn and sent:
        yield "Generated input", f"{sent:,} inputs (budget {drawn['budget']}, seed {drawn['seed']})"


def told(target: Document) -> str:
    """One sentence behind the verdict."""
    counts = target["counts"]
    if target["verdict"] == "violates" and counts["violated"]:
        return f"{plural(counts['violated'], 'requirement')} to mend"
    untested = sum(row["standing"] == "not-testable" and row["level"] == "MUST" for row in target["requirements"])
    if target["verdict"] == "incomplete" and untested:
        return f"{plural(untested, 'MUST requirement')} not judged"
    if target["verdict"] == "conforms":
        return "every MUST requirement that applies holds" + (" or is accepted" if counts["accepted"] else "")
    return "; ".join(remark["sentence"] for remark in target["remarks"])


def _of_one(target: Document) -> dict[str, str]:
    violated = [row["id"] for row in target["requirements"] if row["standing"] == "violated"]
    facts = {"Verdict": f"{target['verdict_in_words']}: {told(target)}"}
    if violated:
        facts["To mend"] = ", ".join(violated)
    counts = ", ".join(f"{number} {name}" for name, number in target["counts"].items() if number)
    facts |= {"Requirements": counts, "Profile": target["profile"], "Endpoint": target["endpoint"]}
    if target["version"]:
        facts["iSHARE version"] = target["version"]
    facts["Requests"] = str(target["requests"]) + (f", {target['hiccups']} hiccups" if target["hiccups"] else "")
    return facts | dict(_since(target["changes"]))


def _since(changes: Document | None) -> Iterator[tuple[str, str]]:
    if changes is not None:
        numbers = {name: len({one["requirement"] for one in changes[name]}) for name in ("new", "mended", "unchanged")}
        yield "Since the last run", ", ".join(f"{number} {name}" for name, number in numbers.items())


def _of_several(targets: Sequence[Document]) -> Iterator[tuple[str, str]]:
    shown = targets
    if len(targets) > MANY:
        yield "Targets", tally([target["verdict"] for target in targets])
        shown = [target for _, target in ranked({"targets": targets}) if target["exit_status"]][:SHOWN_WHOLE]
    for target in shown:
        violated = [row["id"] for row in target["requirements"] if row["standing"] == "violated"]
        mend = f" ({', '.join(violated)})" if violated else ""
        yield target["name"], f"{target['verdict_in_words']}: {told(target)}{mend}; {target['profile']}"
