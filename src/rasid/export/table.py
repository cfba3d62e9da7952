"""A report as tables for a terminal."""

import io
from collections.abc import Iterable, Sequence

import regex
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from rasid.export.common import Entity
from rasid.export.tolls import hedged
from rasid.incidents import Incident, IncidentToll
from rasid.records import Casualty, Event, Participant, Place, Report

_EMPTY = "–"
_CONTROL = regex.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_ARABIC = regex.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
# Right-to-left cells that only a rule parts would be laid out from right to left, columns swapped. A left-to-right mark
# on either side of each rule keeps the columns where the header puts them (Unicode Annex 9, implicit marks).
_MARKED_RULE = "\u200e│\u200e"


def render(report: Report, *, name: str, width: int, color: bool = False) -> str:
    """Return a report as text: a heading, the events, the entities and the temporal expressions.

    Args:
        report: What to show.
        name: Heading, e.g. the file name.
        width: Columns of the terminal.
        color: Whether to use terminal colours.
    """
    console, buffer = console_of(width=width, color=color)
    heading = Text(_plain(name), style="bold")
    if report.published:
        heading.append(f"  published {report.published}", style="not bold")
    console.print(heading)
    if report.headline is not None:
        console.print(Text(_plain(report.headline.text)))
    for warning in report.warnings:
        console.print(Text(_plain(f"warning: {warning}"), style="yellow"))
    console.print(_events(report) if report.events else Text("no events"))
    if report.mentions:
        console.print(_entities(report))
    if report.dates:
        console.print(_dates(report))
    return _marked(buffer.getvalue())


def render_incidents(incidents: Sequence[Incident], *, width: int, color: bool = False) -> str:
    """Return incidents as text: one row each, with who says what of the dead and what is contested.

    Args:
        incidents: What to show.
        width: Columns of the terminal.
        color: Whether to use terminal colours.
    """
    console, buffer = console_of(width=width, color=color)
    table = _table("Incidents", "event", "date", "place", "actors", "toll", "contested", "reports")
    table.show_lines = True
    for item in incidents:
        tolls = (f"{toll.kind} {_range(toll)}" for toll in item.casualties)
        contested = (f"{slot.slot}: {' / '.join(claim.value for claim in slot.claims)}" for slot in item.contested)
        names = (f"{member.outlet or member.report_id or member.report_index}" for member in item.members)
        table.add_row(
            _cell([f"{item.id} {item.type}"]),
            _cell(_span(item)),
            _cell(place.name for place in item.places),
            _cell(claim.value for claim in item.actors),
            _cell(tolls),
            _cell(contested),
            _cell([str(len(item.members)), *names]),
        )
    console.print(table if incidents else Text("no incidents"))
    return _marked(buffer.getvalue())


def console_of(*, width: int, color: bool) -> tuple[Console, io.StringIO]:
    """Return a console that leaves colours and emoji to its caller, and what it prints to."""
    buffer = io.StringIO()
    console = Console(file=buffer, width=width, force_terminal=color, no_color=not color, highlight=False, emoji=False)
    return console, buffer


def _range(toll: IncidentToll) -> str:
    if toll.best is None:
        return "?"
    if toll.low is None and toll.best == toll.high:
        return f"≤ {toll.best}"
    best = f"~{toll.best}" if hedged(toll) else str(toll.best)
    if toll.low == toll.high:
        return best
    return f"{best} ({toll.low if toll.low is not None else '?'}–{toll.high if toll.high is not None else '…'})"


def _marked(text: str) -> str:
    lines = text.splitlines()
    marked = (line.replace("│", _MARKED_RULE) if _ARABIC.search(line) else line for line in lines)
    return "\n".join(line.rstrip() for line in marked) + "\n"


def _events(report: Report) -> Table:
    table = _table("Events", "event", "date", "place", "actors", "targets", "toll", "source")
    names = {place.id: place.name for place in report.places}
    for event in report.events:
        kind = [str(event.type), *([str(event.modality)] if event.modality != "actual" else [])]
        table.add_row(
            _cell([*kind, *(["background"] if event.background else []), event.trigger.text]),
            _cell(_span(event)),
            _cell(names.get(place, place) for place in event.places),
            _cell(_parties(event.actors)),
            _cell(_parties(event.targets)),
            _cell(_toll(casualty) for casualty in event.casualties),
            _cell([event.source.text] if event.source else []),
        )
    return table


def _entities(report: Report) -> Table:
    table = _table("Entities", "kind", "name", "English", "known as", "mentions")

    def add(kind: str, entity: Entity, about: Iterable[str]) -> None:
        english = _cell([entity.name_en or ""])
        table.add_row(kind, _cell([entity.name]), english, _cell(about), str(len(entity.mentions)))

    for person in report.people:
        add("person", person, [*person.titles, *person.roles])
    for group in report.groups:
        sides = ["with " + ", ".join(group.sides)] if group.sides else []
        add("group", group, [", ".join(filter(None, [str(group.kind), group.country])), *sides])
    for organization in report.organizations:
        add("organization", organization, [organization.kind])
    for place in report.places:
        add(str(place.kind), place, _where(place))
    return table


def _dates(report: Report) -> Table:
    table = _table("Dates", "type", "text", "value", "note")
    for date in report.dates:
        notes = ["approximate"] if date.approximate else []
        notes.extend(filter(None, [date.reason]))
        table.add_row(str(date.type), _cell([date.text]), date.value or _EMPTY, _cell(notes))
    return table


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", box=box.SQUARE, show_lines=title == "Events")
    for column in columns:
        # Codes and dates keep their width; names wrap between words.
        table.add_column(column, overflow="fold", no_wrap=column in {"event", "date", "kind"})
    return table


def _cell(lines: Iterable[str]) -> Text:
    """One line for each distinct value."""
    return Text("\n".join(dict.fromkeys(_plain(line) for line in lines)) or _EMPTY)


def _plain(text: str) -> str:
    """Put a text of the article on one line and take from it what would steer the terminal."""
    return _CONTROL.sub("", " ".join(text.split()))


def _span(event: Event | Incident) -> list[str]:
    if event.start is None:
        return []
    return [event.start] if event.end in (None, event.start) else [event.start, f"… {event.end}"]


def _parties(parties: Iterable[Participant]) -> list[str]:
    return [party.text for party in parties]


def _toll(casualty: Casualty) -> str:
    low, high = casualty.low, casualty.high
    if low is None and high is None:
        number = "?"
    elif low == high:
        number = str(low)
    elif high is None:
        number = f"≥ {low}"
    elif low is None:
        number = f"≤ {high}"
    else:
        number = f"{low}–{high}"
    about = "~" if casualty.approximate and low == high and low is not None else ""
    who = f" {casualty.who.text}" if casualty.who else ""
    return f"{casualty.kind} {about}{number}{who}"


def _where(place: Place) -> list[str]:
    admin = "، ".join(filter(None, [place.admin.governorate, place.admin.country]))
    lines = [admin]
    if place.lat is not None and place.lon is not None:
        lines.append(f"{place.lat:.4f}, {place.lon:.4f} ({place.precision})")
    return [line for line in (*lines, place.reason) if line]
