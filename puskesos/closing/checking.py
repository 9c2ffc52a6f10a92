"""Asking the household whether what was declared served has arrived: opened by the declaration, closed by its word."""

from puskesos import deadlines, workflow
from puskesos.models import CekKeluarga, Kebutuhan, Riwayat
from puskesos.refusals import MissingFact, Refused
from puskesos.steps import add_line
from puskesos.workflow import StatusKebutuhan

Word = Kebutuhan.KataKeluarga
# (the family's word, the need's status) → the move that follows from it. A refusal by the programme stays a refusal
# even when the family was helped elsewhere; an outcome that the family denies is taken up again.
FOLLOWS = {
    (Word.SUDAH, StatusKebutuhan.TERBUKA): "met",
    (Word.SUDAH, StatusKebutuhan.DIPROSES): "met",
    (Word.SUDAH, StatusKebutuhan.SEBAGIAN): "met",
    (Word.SEBAGIAN, StatusKebutuhan.TERBUKA): "partly",
    (Word.SEBAGIAN, StatusKebutuhan.DIPROSES): "partly",
    (Word.SEBAGIAN, StatusKebutuhan.TERPENUHI): "partly",
    (Word.BELUM, StatusKebutuhan.TERPENUHI): "again",
    (Word.BELUM, StatusKebutuhan.SEBAGIAN): "again",
}


def open_check(need, keluhan, *, now):
    """From now on somebody has to ask the household about this need, within the time for telling it results.

    A second declaration before the first was asked about starts no second question.
    """
    due = deadlines.due("UMPAN_BALIK", keluhan.prioritas, now)
    row, _ = CekKeluarga.objects.get_or_create(
        kebutuhan=need, kata="", defaults={"keluhan": keluhan, "dinyatakan_pada": now, "tenggat": due}
    )
    return row


def open_checks(keluhan):
    """Questions to this household that nobody has answered yet, with their needs."""
    rows = CekKeluarga.objects.filter(keluhan=keluhan, kata="").select_related("kebutuhan")
    return list(rows.order_by("kebutuhan__urutan"))


def hear_checks(keluhan, kata, *, by, now, cara, catatan=""):
    """Write down the household's word {kebutuhan id: word} on what it was asked; the keluhan is locked by the caller.

    Returns the words that were given.
    """
    asked = {row.kebutuhan_id for row in open_checks(keluhan)}
    if not asked:
        raise Refused("Tidak ada lagi yang perlu ditanyakan. Muat ulang halamannya.")
    if not set(kata) <= asked:
        raise Refused("Kebutuhan ini tidak sedang ditanyakan. Muat ulang halamannya.")
    if cara not in CekKeluarga.Cara:
        raise MissingFact("Pilih dari mana kata keluarga diketahui.", field="cara")
    needs = keluhan.kebutuhan.select_for_update(of=("self",), no_key=True).filter(pk__in=asked).order_by("urutan")
    words = {need.pk: take_word(need, kata.get(need.pk), by=by, now=now, cara=cara, catatan=catatan) for need in needs}
    add_line(keluhan, Riwayat.Jenis.UMPAN_BALIK, by=by, now=now, catatan=catatan, lewat=cara,
             kata={str(pk): str(word) for pk, word in words.items()})  # fmt: skip
    return words


def take_word(need, word, *, by, now, cara, catatan=""):
    """Store the family's word on one locked need, make the move that follows, and close the question about it."""
    if not word:
        raise MissingFact(f"Tanyakan kepada keluarga: kebutuhan {need.urutan} sudah terbantu?", field=f"kata_{need.id}")
    if word not in Word:
        raise Refused("Pilih sudah, sebagian, atau belum.", field=f"kata_{need.id}")
    need.kata_keluarga, need.kata_keluarga_pada = word, now
    move = FOLLOWS.get((word, need.status))
    if move:
        workflow.perform(need, move, by=by, now=now, kata_keluarga=word)
    else:
        need.save(update_fields=["kata_keluarga", "kata_keluarga_pada"])
    CekKeluarga.objects.filter(kebutuhan=need, kata="").update(
        kata=word, cara=cara, catatan=catatan, dijawab_pada=now, petugas_id=by.petugas_id
    )
    return word
