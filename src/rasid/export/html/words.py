"""Numbers and times of a page in words, the same for events and for incidents."""

from rasid.export.html.labels import Labels


def in_words(labels: Labels, low: int | None, high: int | None, *, approximate: bool = False) -> str:
    """Return a number of people in words.

    Args:
        labels: The page's language.
        low: Least number; None where none is told.
        high: Greatest number; None where it is open.
        approximate: The text hedges the number; one that is open is hedged by that already.
    """

    def word(code: str) -> str:
        return labels("ui", code)

    if low is None and high is None:
        return word("some")
    if low == high:
        text = word("none") if low == 0 else f"{low:,}"
    elif high is None:
        return f"{word('least')} {low:,}"
    elif low is None:
        return f"{word('most')} {high:,}"
    else:
        text = f"{low:,} {word('to')} {high:,}"
    return f"{word('about')} {text}" if approximate else text


def period(start: str | None, end: str | None) -> str:
    """Return the first day or moment and the last one, as told; empty where no time is."""
    if start is None:
        return ""
    return start if end in (None, start) else f"{start} … {end}"
