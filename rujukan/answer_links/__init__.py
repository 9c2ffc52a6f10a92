"""STAGE: agencies answer without an account: by the link of a mail, or by the code of a letter with their desk code.

Here are the ways in (links), the desk codes (desk) and the cookie between two pages (entry); what is answered on them
stands in answer_links.answering and answer_links.unvouched.
"""

from rujukan.answer_links import desk
from rujukan.answer_links.entry import enter_letter
from rujukan.answer_links.links import answer_url, letter_code, revoke, revoke_all

__all__ = ["answer_url", "desk", "enter_letter", "letter_code", "revoke", "revoke_all"]
