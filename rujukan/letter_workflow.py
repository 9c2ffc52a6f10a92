"""The life of a Surat: drafted, paraf, signed, numbered at issue, withdrawn but never deleted (domain §2.4).

Pure, like rujukan/workflow.py. Which of the signing roles signs a letter is said by its PenandaTangan row.
"""

from django.db.models import TextChoices

from puskesos import legal_moves
from puskesos.roles import Peran, holders
from puskesos.workflow import Life, Move


class StatusSurat(TextChoices):
    DRAF = "DRAF", "Konsep"
    DIAJUKAN = "DIAJUKAN", "Menunggu paraf"
    DIPARAF = "DIPARAF", "Menunggu tanda tangan"
    DITANDATANGANI = "DITANDATANGANI", "Siap diterbitkan"
    TERBIT = "TERBIT", "Terbit"
    DICABUT = "DICABUT", "Dicabut"
    DIBATALKAN = "DIBATALKAN", "Konsep dibatalkan"


S, P = StatusSurat, Peran

ISSUED = (S.TERBIT, S.DICABUT)
WAITING = (S.DIAJUKAN, S.DIPARAF, S.DITANDATANGANI)
_DRAFTS = holders("surat", "C")
_INITIALS = holders("surat", "P")
_SIGNS = holders("surat", "A")

SURAT = Life(
    name="surat",
    statuses=S,
    closed=frozenset({S.DICABUT, S.DIBATALKAN}),
    facts={"catatan": "Tulis alasannya."},
    moves=(
        Move("submit", "Ajukan untuk diparaf", (S.DRAF,), S.DIAJUKAN, _DRAFTS),
        Move("paraf", "Paraf", (S.DIAJUKAN,), S.DIPARAF, _INITIALS),
        Move("sign", "Tandatangani", (S.DIAJUKAN, S.DIPARAF), S.DITANDATANGANI, _SIGNS,
             note="from Menunggu paraf only when the signer may also paraf, or the text asks for none"),
        Move("revise", "Kembalikan untuk diperbaiki", WAITING, S.DRAF, _INITIALS | _SIGNS, ("catatan",)),
        Move("issue", "Terbitkan dan beri nomor", (S.DITANDATANGANI,), S.TERBIT, _DRAFTS | _INITIALS | {P.LURAH}),
        Move("cancel", "Batalkan konsep", (S.DRAF,), S.DIBATALKAN, _DRAFTS, ("catatan",)),
        Move("withdraw", "Cabut surat", (S.TERBIT,), S.DICABUT, (_INITIALS | _SIGNS) - {P.PIMPINAN}, ("catatan",)),
    ),
)  # fmt: skip


def sync_legal_moves(sender, app_config, using, **kwargs):
    legal_moves.sync_life(SURAT, using)
