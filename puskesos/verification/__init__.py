"""STAGE 2: look at what was registered, ask for what is missing, and decide: handled here or forwarded to SLRT Kota."""

from puskesos.verification.checklist import (
    gaps,
    record_dtsen,
    save_checklist,
    standing_dtsen,
    start_verification,
    summary,
)
from puskesos.verification.decision import (
    decline_proposal,
    forward,
    forward_again,
    forward_tried,
    forward_urgent,
    handle_local,
    propose,
)
from puskesos.verification.family import ask_family, completed, contacts_since_asked, give_up, record_contact
from puskesos.verification.local import local_result, try_again_local
from puskesos.verification.returned import asked, asked_of_person

__all__ = [
    "ask_family",
    "asked",
    "asked_of_person",
    "completed",
    "contacts_since_asked",
    "decline_proposal",
    "forward",
    "forward_again",
    "forward_tried",
    "forward_urgent",
    "gaps",
    "give_up",
    "handle_local",
    "local_result",
    "propose",
    "record_contact",
    "record_dtsen",
    "save_checklist",
    "standing_dtsen",
    "start_verification",
    "summary",
    "try_again_local",
]
