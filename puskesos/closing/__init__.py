"""STAGE: tell the family, hear its own word, and end a case: closed, cannot, withdrawn, merged; or open it again."""

from puskesos.closing.checking import hear_checks, open_check, open_checks
from puskesos.closing.ending import cannot, close, last_day_to_reopen, reopen, withdraw
from puskesos.closing.merging import merge, other_cases
from puskesos.closing.telling import Told, tell_family

__all__ = [
    "Told",
    "cannot",
    "close",
    "hear_checks",
    "last_day_to_reopen",
    "merge",
    "open_check",
    "open_checks",
    "other_cases",
    "reopen",
    "tell_family",
    "withdraw",
]
