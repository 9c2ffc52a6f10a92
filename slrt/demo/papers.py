"""The needs, history and papers of one demo case."""

from datetime import datetime, time, timedelta
from random import Random
from uuid import UUID

from puskesos import catalogue, intake
from puskesos.models import (
    Jejak,
    Kebutuhan,
    Kelengkapan,
    Kepesertaan,
    Kunjungan,
    PersetujuanData,
    Riwayat,
    StatusDTSEN,
    Survei,
    UmpanBalik,
)  # fmt: skip
from puskesos.quarters import end_of_next_quarter
from puskesos.roles import SISTEM
from puskesos.roles import Peran as P
from puskesos.surveys import NAMES
from puskesos.workdays import ZONE
from puskesos.workflow import CLOSED
from slrt.demo import words


class Papers:
    """Mixed into Case."""

    def _needs(self):
        self.needs = []
        for order, layanan in enumerate(self.services, start=1):
            need = self.city.uuid(self.start)
            self.needs.append(need)
            path = self._need_path(order - 1)
            status = path[-1][1] if path else "TERBUKA"
            told = self.status in {"UMPAN_BALIK", "SELESAI"} and bool(self.journey.family_word)
            word = self.journey.family_word if status in {"TERPENUHI", "SEBAGIAN"} else "BELUM"
            self.put(Kebutuhan, id=need, keluhan_id=self.id, urutan=order, layanan_id=layanan.kode,
                     program_id=layanan.program_id, status=status, status_sejak=path[-1][2] if path else self.start,
                     versi=len(path), alasan=path[-1][3] if path else "",
                     hasil_pada=path[-1][2].date() if status in {"TERPENUHI", "SEBAGIAN"} else None,
                     kata_keluarga=word if told else "",
                     kata_keluarga_pada=self.steps[-1].at if told else None)  # fmt: skip
            source = "TERBUKA"
            for version, (code, target, at, reason) in enumerate(path, start=1):
                self._line("kebutuhan", code, source, target, SISTEM, at, version, alasan=reason, kebutuhan_id=need)
                source = target
            for row in catalogue.requirements(layanan.kode, self.start.date()):
                self.put(Kelengkapan, kebutuhan_id=need, persyaratan_id=row.pk,
                         status="ADA" if self.rng.random() < 0.85 else "TIDAK_ADA")  # fmt: skip

    def _need_path(self, index):
        """(move, status, at, reason) of one need, following what happened to its case and referrals."""
        by_code = {step.code: step for step in self.steps}
        started = by_code.get("refer") or by_code.get("refer_urgent") or by_code.get("handle_local")
        if not started:
            ended = by_code.get("withdraw") or by_code.get("cannot") or by_code.get("merge")
            reason = "TIDAK_ADA_PROGRAM" if "cannot" in by_code else "MENOLAK" if "withdraw" in by_code else "LAIN"
            return [("drop", "TIDAK_DILANJUTKAN", ended.at, reason)] if ended else []
        path = [("start", "DIPROSES", started.at, "")]
        result = by_code.get("local_result") or by_code.get("answered")
        if not result:
            return path
        outcomes = {one.outcome for one in self.journey.referrals if one.need == index}
        if result.code == "local_result" or "DIREALISASIKAN" in outcomes:
            path.append(("met", "TERPENUHI", result.at, ""))
        elif "DAFTAR_TUNGGU" not in outcomes:
            path.append(
                ("unmet", "TIDAK_TERPENUHI", result.at, self.rng.choice(("KUOTA", "TIDAK_MEMENUHI_SYARAT", "DOKUMEN")))
            )
        return path

    def _history(self):
        for version, step in enumerate(self.steps, start=1):
            self._line("keluhan", step.code, str(step.source), str(step.target), step.peran, step.at, version,
                       alasan=step.alasan, catatan=step.catatan, fakta=step.fakta)  # fmt: skip
        self.put(Jejak, waktu=self.start, aksi="BUAT", objek="keluhan", objek_id=str(self.id), keluhan_id=self.id,
                 kelurahan_id=self.kelurahan, rincian={}, **self.front)  # fmt: skip

    def _line(self, life, code, source, target, peran, at, version, **more):
        more.setdefault("fakta", {})
        self.put(Riwayat, id=self.city.uuid(at), keluhan_id=self.id, life=life, jenis="LANGKAH", langkah=code, dari=source,
                 ke=target, versi=version, at=at, **self.sign(peran), **more)  # fmt: skip

    def _papers(self):
        rng, who = self.rng, self.front["petugas_id"]
        self.put(PersetujuanData, keluhan_id=self.id, dasar="TUGAS_PUBLIK", cara="TIDAK_ADA", pemberi="KLIEN",
                 versi_teks=intake.NOTICE_VERSION, at=self.start, petugas_id=who)  # fmt: skip
        if rng.random() < 0.82:
            listed = rng.random() < 0.8
            day = self.start.date()
            self.put(StatusDTSEN, warga_id=self.warga_id, keluhan_id=self.id, terdaftar="YA" if listed else "TIDAK",
                     desil=rng.choice((1, 1, 2, 2, 3, 4, 5, 6, 7)) if listed else None, tanggal_cek=day, sumber="SIKS_NG",
                     petugas_id=who, kedaluwarsa=end_of_next_quarter(day), created_at=self.start)  # fmt: skip
        if rng.random() < 0.4:
            self.put(Kepesertaan, warga_id=self.warga_id, program_id=rng.choice(("PKH", "SEMBAKO", "PBI_JK")),
                     status=rng.choice(("AKTIF", "NONAKTIF")), dicek_pada=self.start.date(), petugas_id=who)  # fmt: skip
        if any(one.perlu_kunjungan for one in self.services) and len(self.steps) > 1:
            self._visit()

    def _visit(self):
        planned = self.start.date() + timedelta(days=self.rng.randrange(1, 6))
        done = self.status in CLOSED or (planned < self.city.today and self.rng.random() < 0.8)
        who = self.sign(P.SUPERVISOR if self.tksk else P.FASILITATOR)["petugas_id"]
        self.put(Kunjungan, id=self.city.uuid(self.start), keluhan_id=self.id, kelurahan_id=self.kelurahan,
                 petugas_id=who, rencana=planned, tujuan="Melihat keadaan rumah dan keluarga",
                 status="SUDAH" if done else "BELUM", dilakukan_pada=datetime.combine(planned, time(10, 15), ZONE) if done else None,
                 kondisi="Rumah kayu, dapur terpisah, air dari sumur." if done else "", tanggungan=self.rng.randrange(0, 6),
                 rekomendasi="Layak dibantu." if done else "", created_at=self.start)  # fmt: skip

    def _feedback(self):
        told = next((step for step in self.steps if step.code == "tell_family"), None)
        if told:
            self.put(UmpanBalik, id=self.city.uuid(told.at), keluhan_id=self.id, kanal=told.fakta["kanal"],
                     disampaikan_pada=told.at, isi=told.catatan, reaksi="MENERIMA",
                     reaksi_catatan=words.pick(self.rng, words.FAMILY_SAYS[self.journey.family_word]),
                     petugas_id=self.sign(told.peran)["petugas_id"])  # fmt: skip
            if not self.rahasia:
                self._survey(told.at)

    def _survey(self, told):
        """Some households fill in the survey. Luck of its own: without it the same seed gives the same city."""
        luck = Random(str(self.id))
        filled = told + timedelta(hours=luck.randrange(1, 72))
        if luck.random() < 0.4 and filled < self.city.now:
            scores = {name: luck.choices((4, 3, 2, 1), (9, 10, 2, 1))[0] for name in NAMES}
            self.put(Survei, id=UUID(int=self.id.int ^ 1), keluhan_id=self.id, kelurahan_id=self.kelurahan, cara="HALAMAN",
                     saran=luck.choice(words.WISHES) if luck.random() < 0.15 else "", diisi_pada=filled, **scores)  # fmt: skip
