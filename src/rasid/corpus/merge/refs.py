"""How users name events of reports, to join them or to hold them apart."""

from typing import Generic, TypeVar

from rasid.errors import InputError

Ref = tuple[str, str]
"""A report's id (or its position, as a string) and an event's id."""
NodeT = TypeVar("NodeT", int, str)


class Refs(Generic[NodeT]):
    """The events that there are."""

    def __init__(self) -> None:
        """Begin without events."""
        self._nodes: dict[Ref, NodeT] = {}

    def add(self, index: int, id_: str | None, event: str, node: NodeT) -> None:
        """Take in an event; of reports of one id the last is meant.

        Args:
            index: Position of its report.
            id_: The report's own id.
            event: Id of the event in its report.
            node: How the event is called here.
        """
        self._nodes.setdefault((str(index), event), node)
        if id_ is not None:
            self._nodes[id_, event] = node

    def pair(self, refs: tuple[Ref, Ref]) -> tuple[NodeT, NodeT]:
        """Return the two events of a pin.

        Raises:
            InputError: One of them is not there.
        """
        one, other = (self._node(str(report), event) for report, event in refs)
        return one, other

    def _node(self, report: str, event: str) -> NodeT:
        if (report, event) not in self._nodes:
            raise InputError(f"no event {event!r} in a report {report!r}; expected its id or position, and an event")
        return self._nodes[report, event]
