"""The quarterly rhythm of DTSEN: a check holds until the end of the following quarter (domain §4.3 C)."""

from datetime import date, timedelta


def end_of_next_quarter(day):
    """Last day of the quarter after the one this day lies in."""
    first_month = 3 * ((day.month - 1) // 3) + 1 + 6
    year, month = day.year + (first_month - 1) // 12, (first_month - 1) % 12 + 1
    return date(year, month, 1) - timedelta(days=1)
