"""The agency register: who sits where and how to reach them, opening hours, capacity, and whether it still holds.

reading answers from the process' own memory, changing is the STAGE that writes, confirming reminds once a year.
"""

from rujukan.directory.changing import (
    add_address,
    add_contact,
    confirm,
    edit_contact,
    end_address,
    save_profile,
)
from rujukan.directory.confirming import due, is_due, remind
from rujukan.directory.reading import mail_of, mobile_of, phone_of, ways

__all__ = [
    "add_address",
    "add_contact",
    "confirm",
    "due",
    "edit_contact",
    "end_address",
    "is_due",
    "mail_of",
    "mobile_of",
    "phone_of",
    "remind",
    "save_profile",
    "ways",
]
