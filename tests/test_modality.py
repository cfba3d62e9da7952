"""What did not happen is not told as if it had, and what did is."""

from pathlib import Path

import pytest

import rasid
from rasid.records import Modality
from test_roles import PARTIES, told

NOT_HAPPENED = (Path(__file__).parent / "cases" / "did_not_happen.txt").read_text(encoding="utf-8").splitlines()
HAPPENED = """
وقد قصف {doer} {place}.
كان {doer} قد قصف {place}.
لم يكتف {doer} بقصف {place} بل سيطر عليها.
بعد أن هدد بقصفها، قصف {doer} {place} مساء الأحد.
وافق {doer} على هدنة بعد أن قصف {place}.
تقدم {doer} وقد سيطر على {place}.
دعا {other} مجلس الأمن إلى اجتماع بعد قصف {doer} {place}.
رفض {doer} الهدنة ثم قصف {place}.
""".strip().splitlines()


def actual(wording: str, who: tuple[str, str, str]) -> list[str]:
    report = rasid.extract(told(wording, *who), published="2017-10-10")
    return [event.trigger.text for event in report.events if event.modality is Modality.ACTUAL]


@pytest.mark.parametrize("wording", NOT_HAPPENED)
def test_what_did_not_happen_is_no_actual_event(wording: str) -> None:
    for who in PARTIES:
        assert not actual(wording, who), told(wording, *who)


@pytest.mark.parametrize("wording", HAPPENED)
def test_what_happened_is_one(wording: str) -> None:
    for who in PARTIES:
        assert actual(wording, who), told(wording, *who)
