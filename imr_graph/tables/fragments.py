"""Pieces of SQL that counting questions share: proportions with their interval, outcomes, periods."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

COUNTED_OUTCOMES: Final = ("overturned", "modified", "upheld")
"""Outcomes in the order in which rows tell them."""

NO_DATE: Final = "not printed"
"""Stands for the period of letters that print no day of decision."""


def outcome_counts(outcomes: Mapping[str, int], column: str = "outcome") -> str:
    """Columns that count rows of each outcome.

    Args:
        outcomes: numbers of the outcomes' concepts by the last part of their paths.
        column: SQL of a row's outcome.
    """
    return ", ".join(
        f"(count(*) FILTER ({column} = {outcomes[name]}))::INTEGER AS {name}" for name in COUNTED_OUTCOMES
    )


def proportion(count: str, of: str, name: str) -> str:
    """Columns of a proportion and the ends of Wilson's 95% interval, all rounded to four digits.

    They are worked out as the queries do it, so that both give the same numbers.

    Args:
        count: SQL of a whole number.
        of: SQL of the number that it is part of; where it is 0 the columns are NULL.
        name: the proportion's column; the ends are ``low`` and ``high``.
    """
    centre = f"({count} + 1.9208) / ({of} + 3.8416)"
    reach = f"1.96 * sqrt(1.0 * {count} * ({of} - {count}) / nullif({of}, 0) + 0.9604) / ({of} + 3.8416)"
    return (
        f'round(10000.0::DOUBLE * {count} / nullif({of}, 0)) / 10000 AS "{name}", '
        f"abs(round(10000 * ({centre} - {reach}))) / 10000 AS low, "
        f"round(10000 * ({centre} + {reach})) / 10000 AS high"
    )


def decided(period: str, day: str = "d.decision_date") -> str:
    """The period of a day: "all", "2016", "2016-Q4" or "2016-12"; NULL for a period of no such name.

    Args:
        period: SQL of all, year, quarter or month.
        day: SQL of the day; where it is NULL the period says that none is printed.
    """
    return (
        f"CASE {period} WHEN 'all' THEN 'all' "
        f"WHEN 'year' THEN coalesce(year({day})::VARCHAR, '{NO_DATE}') "
        f"WHEN 'quarter' THEN coalesce(year({day}) || '-Q' || quarter({day}), '{NO_DATE}') "
        f"WHEN 'month' THEN coalesce(strftime({day}, '%Y-%m'), '{NO_DATE}') END"
    )
