"""The second pair of eyes: recomputes which reminders should exist and compares, with no line of code of the engine.

Its own SQL, its own calendar, its own arithmetic (a test reads the imports). Whoever changes a rule of the engine
changes it here by hand as well; until then the difference says so.
"""

from rujukan.ledger.checking import EVERY, KINDS, check, check_in_turn, latest

__all__ = ["EVERY", "KINDS", "check", "check_in_turn", "latest"]
