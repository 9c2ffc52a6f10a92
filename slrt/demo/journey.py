"""How one case of the demo city went: an ordered list of steps, true to the tables in workflow.py. Pure.

A journey is planned whole and then cut: closed cases went to the end, open ones stopped where they stand today.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from puskesos.roles import SISTEM
from puskesos.roles import Peran as P
from puskesos.workflow import StatusKeluhan as S
from slrt.demo import words


@dataclass
class Step:
    """One move of the keluhan: who, when, from where to where, with which facts."""

    code: str
    source: str
    target: str
    peran: str
    at: datetime
    alasan: str = ""
    catatan: str = ""
    fakta: dict = field(default_factory=dict)


@dataclass
class ReferralStep:
    code: str
    source: str
    target: str
    peran: str
    at: datetime
    alasan: str = ""
    catatan: str = ""


@dataclass
class Referral:
    """One referral of the journey: its need, its instansi, and its own steps."""

    need: int
    instansi: str
    steps: list
    outcome: str


@dataclass
class Journey:
    steps: list
    referrals: list
    family_word: str = ""
    result: str = ""


class Clock:
    """Office hours moving forward: `later(days)` is some working day after, at an odd minute."""

    def __init__(self, rng, start, workdays):
        self.rng, self.at, self.workdays = rng, start, workdays

    def later(self, low, high):
        days = self.rng.uniform(low, high)
        day = self.workdays.after(self.at.date(), round(days))
        minute = self.rng.randrange(7 * 60 + 35, 15 * 60 + 25)
        moment = datetime(day.year, day.month, day.day, minute // 60, minute % 60, self.rng.randrange(60),
                          tzinfo=self.at.tzinfo)  # fmt: skip
        self.at = moment if moment > self.at else self.at + timedelta(minutes=self.rng.randrange(5, 55))
        return self.at


class Workdays:
    """Working days of the span, for quick stepping without the full calendar."""

    def __init__(self, first, last, calendar):
        span = (last - first).days + 1
        self.days = [first + timedelta(days=i) for i in range(span)]
        self.next = {}
        upcoming = None
        for day in reversed(self.days):
            upcoming = day if calendar.is_workday(day) else upcoming
            self.next[day] = upcoming
        self.list = sorted({day for day in self.next.values() if day})
        self.position = {day: i for i, day in enumerate(self.list)}

    def after(self, day, n):
        first = self.next.get(day) or self.list[-1]
        return self.list[min(self.position[first] + n, len(self.list) - 1)]


def plan(rng, *, start, workdays, hosted_by_tksk, urgent, local, services, pick_agencies):
    """A whole journey for a case registered at `start`; `pick_agencies(need)` names instansi for one of `services`."""
    writer = _Writer(rng, Clock(rng, start, workdays), hosted_by_tksk, services)
    writer.step("register", S.DRAF, S.TERDAFTAR, writer.front, days=None, fakta={"kanal": "DATANG"})
    fate = rng.random()
    if urgent and not local:
        return writer.urgent_way(pick_agencies)
    writer.step("verify", S.TERDAFTAR, S.VERIFIKASI, writer.back, days=(0, 1.4))
    if fate < 0.16:
        writer.wait_for_papers()
    if fate > 0.985:
        return writer.merged()
    if fate > 0.965:
        return writer.withdrawn()
    if local and not hosted_by_tksk:
        return writer.local_way()
    return writer.city_way(pick_agencies, returned=0.48 < fate < 0.62)


class _Writer:
    def __init__(self, rng, clock, tksk, services):
        self.rng, self.clock, self.journey, self.planned = rng, clock, Journey([], []), None
        self.services = services
        self.front = P.SUPERVISOR if tksk else P.FO_PUSKESOS
        self.back = P.SUPERVISOR if tksk else P.BO_PUSKESOS
        self.head = P.SUPERVISOR if tksk else P.KOORDINATOR
        self.teller = P.FO_KOTA if tksk else P.FASILITATOR

    def step(self, code, source, target, peran, *, days=(0, 1), alasan="", catatan="", fakta=None):
        at = self.clock.at if days is None else self.clock.later(*days)
        self.journey.steps.append(Step(code, source, target, peran, at, alasan, catatan, fakta or {}))

    def wait_for_papers(self):
        gap = self.rng.choice(words.MISSING)
        promised = self.workdays_later(5)
        self.step("ask_family", S.VERIFIKASI, S.PERLU_LENGKAP, self.back, days=(0, 1),
                  fakta={"kekurangan": gap, "janji": promised})  # fmt: skip
        self.step(
            "completed", S.PERLU_LENGKAP, S.VERIFIKASI, self.front, days=(1, 9), catatan=self.rng.choice(words.ARRIVED)
        )

    def workdays_later(self, days):
        """The date some working days from now, as it stands in a history row."""
        return self.clock.workdays.after(self.clock.at.date(), days).isoformat()

    def withdrawn(self):
        self.step("withdraw", S.VERIFIKASI, S.DIBATALKAN, self.head, days=(0, 3), alasan="DITARIK_WARGA",
                  catatan="Keluarga menarik keluhannya.")  # fmt: skip
        return self.journey

    def merged(self):
        self.step("merge", S.VERIFIKASI, S.DUPLIKAT, self.back, days=(0, 2), fakta={"tujuan": True})
        return self.journey

    def local_way(self):
        helped, came = words.LOCAL[self.services[0]]
        self.step("handle_local", S.VERIFIKASI, S.DITANGANI_PUSKESOS, self.head, days=(0, 2),
                  fakta={"solusi": words.pick(self.rng, helped), "cek_dtsen": True})  # fmt: skip
        self.step("local_result", S.DITANGANI_PUSKESOS, S.HASIL_ADA, self.back, days=(1, 8),
                  fakta={"hasil": words.pick(self.rng, came, 3), "bukti": True})  # fmt: skip
        self.rng.random()  # drawn since the first city of this seed
        self.journey.result = "INFORMASI_DIBERIKAN" if self.services[0] == "L22" else "TERPENUHI"
        return self.tell_and_close(self.head)

    def city_way(self, pick_agencies, *, returned):
        self.step("forward", S.VERIFIKASI, S.DITERUSKAN, self.head, days=(0, 2.2), alasan="BUTUH_PROGRAM_KOTA",
                  catatan=self.rng.choice(words.FORWARDED))  # fmt: skip
        self.step("take", S.DITERUSKAN, S.TELAAH, P.FO_KOTA, days=(0, 1.6))
        if returned:
            self.step("send_back", S.TELAAH, S.DIKEMBALIKAN, P.BO_KOTA, days=(0, 2), alasan="DATA_KURANG",
                      fakta={"kekurangan": self.rng.choice(words.MISSING)})  # fmt: skip
            self.step(
                "forward_again", S.DIKEMBALIKAN, S.DITERUSKAN, self.back, days=(1, 4), catatan="Sudah dilengkapi."
            )
            self.step("take", S.DITERUSKAN, S.TELAAH, P.BO_KOTA, days=(0, 1.6))
        if self.rng.random() < 0.03:
            self.step("cannot", S.TELAAH, S.TIDAK_DAPAT_DITINDAKLANJUTI, P.MANAJER, days=(1, 4), alasan="TIDAK_ADA_PROGRAM",
                      catatan="Sudah dijelaskan kepada keluarga.", fakta={"hak_keberatan": True})  # fmt: skip
            return self.journey
        self.step("plan", S.TELAAH, S.RENCANA, P.BO_KOTA, days=(0, 3), fakta={"telaah": True, "rujukan": 1})
        self.planned = self.clock.at
        self.step("refer", S.RENCANA, S.DIRUJUK, P.MANAJER, days=(0, 1.3), fakta={"rujukan": 1})
        return self.agencies(pick_agencies)

    def urgent_way(self, pick_agencies):
        self.step("forward_urgent", S.TERDAFTAR, S.DITERUSKAN, self.front, days=(0, 0), catatan="Darurat, sudah ditelepon.",
                  fakta={"darurat": True})  # fmt: skip
        self.step("take", S.DITERUSKAN, S.TELAAH, P.BO_KOTA, days=(0, 0))
        self.step("refer_urgent", S.TELAAH, S.DIRUJUK, P.BO_KOTA, days=(0, 0.4), fakta={"darurat": True, "rujukan": 1})
        return self.agencies(pick_agencies)

    def agencies(self, pick_agencies):
        """Every need goes to one or two agencies; the case has its answer when the last of them has spoken."""
        sent, last = self.clock.at, self.clock.at
        for need in range(len(self.services)):
            chosen = pick_agencies(need)
            for instansi in chosen:
                self.clock.at = sent
                self.journey.referrals += self.referral(need, instansi, may_redirect="DINSOS" not in chosen)
                last = max(last, self.clock.at)
        self.clock.at = last
        outcomes = {one.outcome for one in self.journey.referrals}
        self.step("answered", S.DIRUJUK, S.HASIL_ADA, SISTEM, days=None)
        self.journey.result = (
            "TERPENUHI" if outcomes - {"DIALIHKAN"} == {"DIREALISASIKAN"} else "TERPENUHI_SEBAGIAN" if "DIREALISASIKAN" in outcomes
            else "DAFTAR_TUNGGU" if "DAFTAR_TUNGGU" in outcomes else "DITOLAK_PROGRAM"
        )  # fmt: skip
        return self.tell_and_close(P.MANAJER)

    def referral(self, need, instansi, *, may_redirect):
        """One attempt; or two, when the first agency passes it on to Dinas Sosial, which has it not already."""
        steps = self.sending()
        fate = self.rng.random()
        quick = (0, 3) if self.rng.random() < 0.7 else (3, 12)
        if fate < 0.13:
            steps.append(self.say("decline", "TERKIRIM", "DITOLAK", quick, catatan=self.rng.choice(words.DECLINED),
                                  alasan=self.rng.choice(("KUOTA_HABIS", "TIDAK_MEMENUHI_SYARAT", "DOKUMEN_KURANG"))))  # fmt: skip
            return [Referral(need, instansi, steps, "DITOLAK")]
        if fate < 0.14:
            steps.append(ReferralStep("expire", "TERKIRIM", "KEDALUWARSA", SISTEM, self.clock.later(20, 30),
                                      catatan="Tidak ada jawaban sampai batas akhir."))  # fmt: skip
            return [Referral(need, instansi, steps, "KEDALUWARSA")]
        if fate < 0.16 and may_redirect:
            steps.append(
                self.say("redirect", "TERKIRIM", "DIALIHKAN", quick, catatan="Lebih tepat ditangani Dinas Sosial.")
            )
            second = Referral(need, "DINSOS", self.answered(need, self.sending(self.clock.at), 0.5, quick), "DIREALISASIKAN")
            return [Referral(need, instansi, steps, "DIALIHKAN"), second]
        steps = self.answered(need, steps, fate, quick)
        return [Referral(need, instansi, steps, steps[-1].target)]

    def sending(self, at=None):
        """From draft to the agency: planned by back office and approved by the manajer, or sent at once in an emergency."""
        sent = at or self.clock.at
        if self.planned is None and at is None:
            return [ReferralStep("send_urgent", "DRAF", "TERKIRIM", P.BO_KOTA, sent)]
        planned = at or self.planned or sent
        return [ReferralStep("submit", "DRAF", "MENUNGGU_PERSETUJUAN", P.BO_KOTA, planned),
                ReferralStep("approve", "MENUNGGU_PERSETUJUAN", "TERKIRIM", P.MANAJER, sent)]  # fmt: skip

    def say(self, code, source, target, days, **more):
        return ReferralStep(code, source, target, P.OPD, self.clock.later(*days), **more)

    def answered(self, need, steps, fate, quick):
        """Accepted and worked on, until served or put on a waiting list."""
        steps.append(self.say("accept", "TERKIRIM", "DITERIMA", quick))
        if self.rng.random() < 0.07:
            steps.append(
                self.say("ask_documents", "DITERIMA", "PERLU_DOKUMEN", (0, 2), catatan=self.rng.choice(words.MISSING))
            )
            steps.append(ReferralStep("documents_sent", "PERLU_DOKUMEN", "DITERIMA", P.BO_KOTA, self.clock.later(1, 5),
                                      catatan="Dokumen sudah dikirim."))  # fmt: skip
        steps.append(self.say("process", "DITERIMA", "DIPROSES", (0, 3)))
        if 0.16 < fate < 0.22:
            steps.append(
                self.say("wait_list", "DIPROSES", "DAFTAR_TUNGGU", (1, 6), catatan="Menunggu anggaran berikutnya.")
            )
            return steps
        source = "DIPROSES"
        if fate < 0.6:
            steps.append(self.say("grant", "DIPROSES", "DISETUJUI", (1, 5)))
            source = "DISETUJUI"
        said = words.pick(self.rng, words.served(self.services[need]))
        steps.append(self.say("served", source, "DIREALISASIKAN", (1, 9), catatan=said))
        return steps

    def tell_and_close(self, closer):
        if closer == P.MANAJER and self.front == P.SUPERVISOR:
            closer = P.SUPERVISOR
        said = self.rng.random()
        self.journey.family_word = "SUDAH" if said < 0.74 else "SEBAGIAN" if said < 0.88 else "BELUM"
        if self.journey.result in {"DITOLAK_PROGRAM", "DAFTAR_TUNGGU"}:
            self.journey.family_word = "BELUM"
        answer = words.TOLD[self.journey.result]
        self.step("tell_family", S.HASIL_ADA, S.UMPAN_BALIK, self.teller, days=(0, 4), catatan=words.pick(self.rng, answer, 3),
                  fakta={"kanal": self.rng.choice(("LANGSUNG", "TELEPON", "WHATSAPP")), "reaksi": "MENERIMA"})  # fmt: skip
        self.step("close", S.UMPAN_BALIK, S.SELESAI, closer, days=(0, 4),
                  fakta={"kode_hasil": self.journey.result, "survei": "ditawarkan"})  # fmt: skip
        return self.journey
