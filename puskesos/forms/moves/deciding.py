"""Forms of decisions: proposed by back office, made by the koordinator."""

from puskesos import access, catalogue, verification
from puskesos.forms.fields import PickField, StoryField
from puskesos.forms.moves.base import MoveForm
from puskesos.models import Alasan
from puskesos.refusals import IllegalMove, NotAllowed
from puskesos.verification.decision import PROPOSALS, SECOND_PERSON, is_alone


class DecisionForm(MoveForm):
    """A decision shows what was checked, and what was proposed."""

    @property
    def told(self):
        facts = verification.summary(self.keluhan, self.now)
        lines = [("Identitas", facts["identitas"]), ("DTSEN", facts["dtsen"])]
        lines += [("Berkas ada", ", ".join(facts["berkas_ada"]))] if facts["berkas_ada"] else []
        lines += [("Berkas belum ada", ", ".join(facts["berkas_belum"]))] if facts["berkas_belum"] else []
        if self.keluhan.usulan:
            lines.append((f"Usulan {self.keluhan.pengusul}", self.keluhan.usulan_catatan))
        return lines


class LonelyForm(DecisionForm):
    """A decision that needs a second pair of eyes says so before anything is typed."""

    @property
    def caution(self):
        return SECOND_PERSON if is_alone(self.keluhan, self.by) else ""


class HandleLocalForm(LonelyForm):
    code = "handle_local"
    title, button = "Tangani di Puskesos", "Putuskan ditangani di sini"
    done = "Diputuskan: ditangani di Puskesos."
    stage = staticmethod(verification.handle_local)
    solusi = StoryField(1000, label="Cara menangani", help_text="Apa yang dilakukan, oleh siapa, kapan.")


class ForwardForm(LonelyForm):
    code = "forward"
    title, button = "Teruskan ke SLRT Kota", "Teruskan"
    intro = "Ringkasan pemeriksaan di bawah ikut terkirim."
    done = "Diteruskan ke SLRT Kota."
    stage = staticmethod(verification.forward)
    alasan = PickField(label="Alasan", tiles=True)
    catatan = StoryField(1000, label="Penjelasan untuk SLRT Kota")

    def prepare(self):
        self.fields["alasan"].offer(catalogue.reasons(Alasan.Kelompok.TERUSKAN))


class ForwardUrgentForm(MoveForm):
    code = "forward_urgent"
    title, button = "Teruskan darurat", "Teruskan sekarang"
    intro = "Telepon sekretariat SLRT dulu, lalu teruskan di sini. Pemeriksaan berkas menyusul."
    done = "Diteruskan ke SLRT Kota lewat jalur darurat."
    stage = staticmethod(verification.forward_urgent)
    catatan = StoryField(1000, label="Apa yang terjadi, dan siapa yang sudah dihubungi")


class ForwardTriedForm(DecisionForm):
    code = "forward_tried"
    title, button = "Teruskan ke SLRT Kota", "Teruskan"
    done = "Diteruskan ke SLRT Kota."
    stage = staticmethod(verification.forward_tried)
    catatan = StoryField(1000, label="Apa yang sudah dicoba di Puskesos")


class ForwardAgainForm(DecisionForm):
    code = "forward_again"
    title, button = "Teruskan lagi ke SLRT Kota", "Teruskan lagi"
    done = "Diteruskan lagi ke SLRT Kota."
    stage = staticmethod(verification.forward_again)
    catatan = StoryField(1000, label="Apa yang sudah diperbaiki")

    @property
    def told(self):
        times = self.keluhan.kembali_kali
        return [("Sudah dikembalikan", f"{times} kali"), *super().told] if times else super().told


class TryAgainLocalForm(MoveForm):
    code = "try_again_local"
    title, button = "Tangani lagi di Puskesos", "Tangani lagi"
    done = "Kebutuhan yang belum terpenuhi dikerjakan lagi."
    stage = staticmethod(verification.try_again_local)
    catatan = StoryField(1000, label="Apa yang akan dicoba sekarang")


class ProposeForm(MoveForm):
    code = "propose"
    title, button = "Usulkan keputusan", "Kirim usulan"
    intro = "Koordinator melihat usulan ini di berandanya dan memutuskan."
    done = "Usulan menunggu keputusan koordinator."
    stage = staticmethod(verification.propose)
    usulan = PickField(label="Yang diusulkan", tiles=True)
    catatan = StoryField(1000, label="Alasannya")

    def prepare(self):
        self.fields["usulan"].offer(proposals_for(self.keluhan, self.by))

    @classmethod
    def check(cls, keluhan, by):
        if not any(access.can(by, right, "PCA") for right, _ in PROPOSALS.values()):
            raise NotAllowed("Peran Anda tidak mengusulkan keputusan.")
        if not proposals_for(keluhan, by):
            raise IllegalMove(f"Tidak ada yang bisa diusulkan dari status {keluhan.get_status_display()}.")


def proposals_for(keluhan, by):
    """What this person may propose from the present status."""
    return [
        (usulan.value, usulan.label)
        for usulan, (right, statuses) in PROPOSALS.items()
        if keluhan.status in statuses and access.can(by, right, "PCA")
    ]


class DeclineForm(MoveForm):
    code = "decline"
    title, button = "Tidak menyetujui usulan", "Kembalikan usulan"
    done = "Usulan dikembalikan."
    stage = staticmethod(verification.decline_proposal)
    catatan = StoryField(1000, rows=3, label="Apa yang perlu dilakukan sebagai gantinya")

    @property
    def told(self):
        row = self.keluhan
        return [(f"Usulan {row.pengusul}", f"{row.get_usulan_display()} – {row.usulan_catatan}")]

    @classmethod
    def check(cls, keluhan, by):
        if not keluhan.usulan:
            raise IllegalMove("Tidak ada usulan yang menunggu pada keluhan ini.")
        access.require(by, PROPOSALS[keluhan.usulan][0], "A")
