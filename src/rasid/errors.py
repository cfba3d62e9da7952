"""The exceptions that Rasid raises.

    RasidError
    ├── InputError      the caller's argument cannot be used (also a ValueError)
    └── ResourceError   a bundled or user-supplied data file is missing or damaged

Arguments of the wrong type raise the built-in ``TypeError``. A text without Arabic, without events or with broken
characters is not an error: it gives a report, with a line in ``Report.warnings`` where something was noticed.
"""


class RasidError(Exception):
    """Base class of all errors that Rasid raises on purpose."""


class InputError(RasidError, ValueError):
    """An argument has the right type but an unusable value; the message names value, expectation and fix."""


class ResourceError(RasidError):
    """A data or model file is missing or damaged; the message names the file and the remedy."""


_SHOWN = 60


def shown(value: object) -> str:
    """Return a value as messages show it: on one line, escaped, and no more than a few words of it."""
    written = repr(value[: _SHOWN + 1] if isinstance(value, str) else value)
    return written if len(written) <= _SHOWN else f"{written[: _SHOWN - 1]}…"
