"""The plan and the referrals of one demo case, with what the agencies answered and which reminders wait."""

from puskesos import deadlines
from puskesos.models import CekKeluarga
from puskesos.roles import Peran as P
from rujukan.models import Pengingat, RiwayatRujukan, Rujukan
from rujukan.reminders import ladder
from rujukan.workflow import WITH_INSTANSI
from slrt.demo import journey, words
from slrt.triage.models import RencanaAksi, Telaah


class Referrals:
    """Mixed into Case."""

    def _referrals(self):
        steps = {step.code: step for step in self.steps}
        if "plan" in steps or "refer_urgent" in steps:
            self._plan_papers(steps.get("plan") or steps["refer_urgent"], steps.get("refer"))
        self.asked = set()
        for order, one in enumerate(self.journey.referrals, start=1):
            self._referral(order, one)

    def _plan_papers(self, planned, approved):
        who = self.sign(P.BO_KOTA)["petugas_id"]
        self.put(Telaah, id=self.city.uuid(planned.at), keluhan_id=self.id, masalah=self.ringkasan,
                 kesimpulan=self.rng.choice(words.THOUGHTS), petugas_id=who, created_at=planned.at)  # fmt: skip
        urgent = planned.code == "refer_urgent"
        self.put(RencanaAksi, id=self.city.uuid(planned.at), keluhan_id=self.id, disusun_oleh_id=who, disusun_pada=planned.at,
                 status="DISETUJUI" if approved or urgent else "DIAJUKAN",
                 diputuskan_oleh_id=self.sign(P.MANAJER)["petugas_id"] if approved or urgent else None,
                 diputuskan_pada=approved.at if approved else planned.at if urgent else None)  # fmt: skip

    def _referral(self, order, one):
        rid = self.city.uuid(one.steps[0].at)
        steps = self._with_family_word(one)
        status = steps[-1].target
        sent = next((step.at for step in steps if step.target == "TERKIRIM"), None)
        answered = next((step.at for step in steps if step.peran == P.OPD), None)
        wanted = next((step.catatan for step in steps if step.target == "PERLU_DOKUMEN"), "")
        served = next((step for step in steps if step.target == "DIREALISASIKAN"), None)
        layanan = self.services[one.need]
        due_answer = sent and deadlines.due("JAWABAN_INSTANSI", self.prioritas, sent)
        due_result = sent and deadlines.promise(layanan.batas_hasil_hari, sent)
        self.put(
            Rujukan, id=rid, keluhan_id=self.id, kebutuhan_id=self.needs[one.need], kelurahan_id=self.kelurahan,
            instansi_id=one.instansi, layanan_id=layanan.kode, program_id=layanan.program_id, urutan=order,
            nomor=f"{self.nomor}/R{order}", catatan=f"Mohon dibantu. {self.ringkasan}." if not self.rahasia else "",
            status=status, status_sejak=steps[-1].at, versi=len(steps), darurat=self.prioritas == "DARURAT",
            dibuat_oleh_id=self.sign(P.BO_KOTA)["petugas_id"], disetujui_oleh_id=self.sign(P.MANAJER)["petugas_id"] if sent else None,
            dikirim_pada=sent, batas_jawaban=due_answer, dijawab_pada=answered, batas_hasil=due_result,
            tenggat=(due_answer if status == "TERKIRIM" else due_result) if status in WITH_INSTANSI else None,
            hasil_pada=served.at.date() if served else None, hasil_uraian=served.catatan if served else "",
            dokumen_diminta=wanted, alasan_tolak=next((step.alasan for step in steps if step.target == "DITOLAK"), ""),
            aturan=self.city.rules if sent else [], hitungan=self._counted(sent, due_answer, due_result), created_at=steps[0].at, updated_at=steps[-1].at,
        )  # fmt: skip
        for version, step in enumerate(steps, start=1):
            place = one.instansi if step.peran == P.OPD else None
            self.put(RiwayatRujukan, id=self.city.uuid(step.at), rujukan_id=rid, keluhan_id=self.id, langkah=step.code,
                     dari=step.source, ke=step.target, versi=version, at=step.at, alasan=step.alasan, catatan=step.catatan,
                     fakta={}, **self._agency_sign(step.peran, place))  # fmt: skip
        if status in WITH_INSTANSI:
            self._waiting_reminders(rid, status, sent, due_answer, due_result, since=steps[-1].at)

        if status == "DIREALISASIKAN":
            self._question(one.need, steps[-1].at)

    def _question(self, index, declared):
        """What was declared served and not told yet is asked of the household, once for each need."""
        told = any(step.code == "tell_family" for step in self.steps)
        if told or index in self.asked:
            return
        self.asked.add(index)
        self.put(CekKeluarga, id=self.city.uuid(declared), keluhan_id=self.id, kebutuhan_id=self.needs[index],
                 dinyatakan_pada=declared, tenggat=deadlines.due("UMPAN_BALIK", self.prioritas, declared),
                 created_at=declared)  # fmt: skip

    def _agency_sign(self, peran, place):
        """The agency's own officer where it has an account; else the back office on its behalf."""
        if peran == P.OPD and not self.city.staff.at(P.OPD, place):
            return self.sign(P.BO_KOTA)
        return self.sign(peran, place)

    def _with_family_word(self, one):
        told = next((step for step in self.steps if step.code == "tell_family"), None)
        if one.outcome != "DIREALISASIKAN" or not told or self.journey.family_word == "SEBAGIAN":
            return one.steps
        code, target = (
            ("confirmed", "DIKONFIRMASI") if self.journey.family_word == "SUDAH" else ("disputed", "DISANGGAH")
        )
        return [*one.steps, journey.ReferralStep(code, "DIREALISASIKAN", target, told.peran, told.at)]

    def _counted(self, sent, due_answer, due_result):
        """Both limits of a sent referral as the reminders count them (rujukan.reminders.ladder)."""
        urgent, limits = self.prioritas == "DARURAT", {"JAWABAN": due_answer, "HASIL": due_result}
        return {stage: ladder.counting(sent, due, darurat=urgent) for stage, due in limits.items()} if sent else {}

    def _waiting_reminders(self, rid, status, sent, due_answer, due_result, *, since):
        """Reminders that are still to come; what was due before today stands as passed over, nothing is sent late."""
        stage = ladder.stage_of(status)
        start, due = {"JAWABAN": (sent, due_answer), "HASIL": (sent, due_result), "DOKUMEN": (since, due_result)}[stage]
        for rule in self.city.rules:
            if rule["tahap"] != stage:
                continue
            when = ladder.due(rule, start, due, darurat=self.prioritas == "DARURAT")
            past = when < self.city.now
            self.put(Pengingat, rujukan_id=rid, aturan=rule["kode"], langkah=rule["langkah"], tahap=stage, jatuh_tempo=when,
                     coba_lagi_pada=when, status="DILEWATI" if past else "MENUNGGU",
                     sebab="Data contoh: tidak dikirim" if past else "", created_at=start)  # fmt: skip
