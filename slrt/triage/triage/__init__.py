"""STAGE: judge what came up from the kelurahan: take it, send it back, analyse, plan, decide, refer (domain §3.3)."""

from slrt.triage.triage.owner import (
    assign,
    assign_many,
    change_priority,
    name_handler,
    owners,
    possible_owners,
    send_back,
    take,
)
from slrt.triage.triage.plan import approve_plan, latest_plan, ratify, revise_plan, submit_plan, try_other, write_telaah
from slrt.triage.triage.urgent import propose_referral, refer_now, refer_urgent

__all__ = [
    "approve_plan",
    "assign",
    "assign_many",
    "change_priority",
    "latest_plan",
    "name_handler",
    "owners",
    "possible_owners",
    "propose_referral",
    "ratify",
    "refer_now",
    "refer_urgent",
    "revise_plan",
    "send_back",
    "submit_plan",
    "take",
    "try_other",
    "write_telaah",
]
