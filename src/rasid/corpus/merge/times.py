"""When two tellings can be one happening: days and hours, as far as each tells them."""

Days = tuple[int, int]
"""First and last day as ordinals, end inclusive."""
Hours = tuple[float, float]
"""First and last hour since the day of ordinal 0."""
_CLOCK = 3.0
"""Hours by which two clocks of one event may differ."""


def apart(one: Days, other: Days) -> bool:
    """Tell whether two stretches share no day."""
    return one[0] > other[1] or other[0] > one[1]


def gap(one: Hours, other: Hours) -> float:
    """Return the hours between two stretches; not above 0 where they overlap."""
    return max(one[0] - other[1], other[0] - one[1])


def clocks_differ(one: Hours, other: Hours) -> bool:
    """Tell whether two stretches of hours are too far from each other for one event."""
    return gap(one, other) > _CLOCK


def common_days(one: Days | None, other: Days | None) -> Days | None:
    """Return the days that both mean, or those of the one that tells some."""
    if one is None or other is None:
        return one or other
    return max(one[0], other[0]), min(one[1], other[1])


def common_hours(one: Hours | None, other: Hours | None) -> Hours | None:
    """Return the hours that both mean, else all from the first to the last, or those of the one that tells some."""
    if one is None or other is None:
        return one or other
    low, high = max(one[0], other[0]), min(one[1], other[1])
    return (low, high) if low <= high else (min(one[0], other[0]), max(one[1], other[1]))
