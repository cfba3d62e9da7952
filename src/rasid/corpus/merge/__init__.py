"""From reports to incidents: what several reports tell of one happening becomes one record that keeps who says what.

Candidates are found by blocks (family of type, day, place), weighed pair by pair, and clustered the strongest first
under what forbids a join: two events of one report, other days, other places, a market against a hospital. The result
is the same whatever order the reports come in.
"""

from collections.abc import Iterable

from rasid.corpus.merge.build import in_time
from rasid.corpus.merge.parts import Parts
from rasid.corpus.merge.refs import Ref, Refs
from rasid.corpus.merge.tellings import tellings
from rasid.incidents import Incident
from rasid.records import Report

__all__ = ["Merger", "Ref", "merge"]


def merge(
    reports: Iterable[Report],
    *,
    together: Iterable[tuple[Ref, Ref]] = (),
    apart: Iterable[tuple[Ref, Ref]] = (),
) -> tuple[Incident, ...]:
    """Merge reports into incidents; every event of every report is a member of one.

    Args:
        reports: Reports of any articles.
        together: Pairs of events that the user joins, each as ``(report id or position, event id)``.
        apart: Pairs of events that the user holds apart; one held apart from itself is an incident of its own.

    Returns:
        Incidents in order of time; those without a time last.

    Raises:
        InputError: A pair names an event that is not there.
    """
    merger = Merger(together=together, apart=apart)
    for report in reports:
        merger.add(report)
    return merger.incidents()


class Merger:
    """Merges reports as they arrive.

    Of a report only what is compared is kept, not its text; only what a new report touches is clustered again.
    """

    def __init__(self, *, together: Iterable[tuple[Ref, Ref]] = (), apart: Iterable[tuple[Ref, Ref]] = ()) -> None:
        """Begin without reports; the arguments are those of ``merge``."""
        self._together = tuple(together)
        self._apart = tuple(apart)
        self._reports = 0
        self._parts = Parts()
        self._refs: Refs[int] = Refs()

    def add(self, report: Report) -> None:
        """Take in a report."""
        index = self._reports
        self._reports += 1
        for telling in tellings(report, index):
            self._refs.add(index, report.id, telling.event, self._parts.add(telling))

    def incidents(self) -> tuple[Incident, ...]:
        """Return the incidents of all reports so far.

        Raises:
            InputError: A pin names an event that is not there.
        """
        together, apart = ([self._refs.pair(pin) for pin in pins] for pins in (self._together, self._apart))
        found = sorted(self._parts.incidents(together, apart), key=in_time)
        return tuple(item.model_copy(update={"id": f"i{number}"}) for number, item in enumerate(found, start=1))
