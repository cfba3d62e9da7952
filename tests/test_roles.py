"""Who did what to whom: in no wording is the one who was hit the one who did it."""

from functools import cache
from itertools import product
from pathlib import Path

import pytest

import rasid
from rasid import Report

WORDINGS = (Path(__file__).parent / "cases" / "who_did_it.txt").read_text(encoding="utf-8").splitlines()
PARTIES = [
    ("الجيش السوري", "تنظيم داعش", "بلدة البوكمال"),
    ("تنظيم داعش", "الجيش العراقي", "مدينة هيت"),
    ("الجيش السوداني", "الدعم السريع", "مدينة بابنوسة"),
    ("حزب الله", "الجيش الإسرائيلي", "بلدة مارون الراس"),
]
REQUIRED = 0.9


def after_li(name: str) -> str:
    return f"لل{name[2:]}" if name.startswith("ال") else f"ل{name}"


def told(wording: str, doer: str, other: str, place: str) -> str:
    for mark, name in (("doer", doer), ("other", other)):
        wording = wording.replace(f"{{ل {mark}}}", after_li(name)).replace(f"{{{mark}}}", name)
    return wording.replace("{place}", place)


def parties(report: Report, role: str, name: str) -> bool:
    """Tell whether a party of that name plays a role in any event that is no answer to another."""
    kept = {group.id for group in report.groups if any(name.removeprefix("ال") in m.text for m in group.mentions)}
    return any(party.entity_id in kept for event in report.events for party in getattr(event, role))


@cache
def read(text: str) -> Report:
    return rasid.extract(text, published="2017-10-10")


@pytest.mark.parametrize("wording", WORDINGS)
def test_who_was_hit_did_not_do_it(wording: str) -> None:
    for doer, other, place in PARTIES:
        text = told(wording, doer, other, place)
        if "رداً على" not in text:  # there both did something
            assert not parties(read(text), "actors", other), text
            assert not parties(read(text), "targets", doer), text


def test_who_did_it_is_found() -> None:
    texts = [(told(wording, *who), who[0]) for wording, who in product(WORDINGS, PARTIES)]
    missed = [text for text, doer in texts if not parties(read(text), "actors", doer)]
    print(f"the doer is found in {1 - len(missed) / len(texts):.3f} of {len(texts)} sentences")
    assert 1 - len(missed) / len(texts) >= REQUIRED, "\n".join(missed)
