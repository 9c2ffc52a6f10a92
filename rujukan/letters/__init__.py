"""STAGE: letters from the concept to the archive (domain §2.4, features §2.9).

drafting writes and edits concepts, signing takes them through paraf and signature, issuing numbers and archives them,
batch issues many; standing knows which words, letterhead and signers hold, paper and rendering make the PDF.
"""

from rujukan.letters import batch, emblem, rendering
from rujukan.letters.drafting import cancel, draft_surat, edit_draft, submit
from rujukan.letters.issuing import archived, attach_scan, issue, preview, withdraw
from rujukan.letters.public import find
from rujukan.letters.signing import paraf, revise, sign, waiting

__all__ = [
    "archived",
    "attach_scan",
    "batch",
    "cancel",
    "draft_surat",
    "edit_draft",
    "emblem",
    "find",
    "issue",
    "paraf",
    "preview",
    "rendering",
    "revise",
    "sign",
    "submit",
    "waiting",
    "withdraw",
]
