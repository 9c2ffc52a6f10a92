"""STAGE: remind until somebody answers. The database is the schedule; Celery and `manage.py tick` only say "look now".

Birth and end of reminders stand in the transaction of the move that causes them (freeze, plant, replant, cancel).
"""

from rujukan.reminders import paper
from rujukan.reminders.announcing import nudge, nudged_today, plant
from rujukan.reminders.engine import tick
from rujukan.reminders.ladder import cancel, freeze, replant, wait_for_papers
from rujukan.reminders.pause import release

__all__ = ["cancel", "freeze", "nudge", "nudged_today", "paper", "plant", "release", "replant", "tick",
           "wait_for_papers"]  # fmt: skip
