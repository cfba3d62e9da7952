"""Reports as JSON and JSON Lines, the form that gives every field and reads back exactly."""

from collections.abc import Iterable, Iterator

from pydantic import ValidationError

from rasid.errors import InputError
from rasid.records import Failure, Record, Report


def dump(report: Report) -> str:
    """Return a report as one line of JSON, without the line end."""
    return report.model_dump_json()


def dump_pretty(records: Iterable[Record], *, single: bool) -> Iterator[str]:
    """Return reports or other records as indented JSON.

    Args:
        records: What to write; read one at a time.
        single: Write one object instead of an array; ``records`` then holds one record.

    Yields:
        Pieces of text which together are one JSON document.
    """
    if single:
        for record in records:
            yield record.model_dump_json(indent=2) + "\n"
        return
    separator = "[\n"
    for record in records:
        yield separator + record.model_dump_json(indent=2)
        separator = ",\n"
    yield "\n]\n" if separator == ",\n" else "[]\n"


def load(lines: Iterable[str]) -> Iterator[Report]:
    """Read reports back.

    Args:
        lines: Lines as ``dump`` makes them; empty ones are skipped, and so are the rows of articles that failed.

    Raises:
        InputError: A line is no report; the message names the line and the first fault.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip() or _is_failure(line):
            continue
        try:
            yield Report.model_validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"])) or "line"
            message = f"line {number}: {where}: {first['msg']}; expected a report as `rasid extract` writes it"
            raise InputError(message) from error


def _is_failure(line: str) -> bool:
    if '"error"' not in line:
        return False
    try:
        Failure.model_validate_json(line)
    except ValidationError:
        return False
    return True
