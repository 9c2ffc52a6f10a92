"""One case of the demo city with everything around it, written row by row into a batch."""

from datetime import timedelta

from django.conf import settings

from puskesos import catalogue, deadlines, identity, numbering
from puskesos.matching import name_key
from puskesos.models import Keluarga, Keluhan, NomorKK, Penangan, Warga
from puskesos.roles import SISTEM
from puskesos.roles import Peran as P
from puskesos.workflow import CLOSED, STANDARD
from slrt.demo import cutting, journey, words
from slrt.demo.papers import Papers
from slrt.demo.referrals import Referrals

# Where open cases wait longest: with the agencies.
_DWELL = {"DIRUJUK": 5, "DIKEMBALIKAN": 5, "PERLU_LENGKAP": 2, "DITERUSKAN": 1.5, "HASIL_ADA": 0.7, "UMPAN_BALIK": 0.5}


class Case(Papers, Referrals):
    """Plans its journey when made, so that a batch can be numbered in order of registration; then writes itself."""

    def __init__(self, batch, start, is_open):
        self.batch, self.city, self.rng, self.start, self.is_open = batch, batch.city, batch.rng, start, is_open
        self.put = batch.put
        self.kelurahan, host = self.rng.choices(self.city.places, self.city.place_weights)[0]
        self.desk = host or self.kelurahan
        self.tksk = self.desk.count(".") == 2
        code, _, texts = self.rng.choices(self.city.stories, self.city.weights)[0]
        self.topic = catalogue.subkategori(code)
        self.ringkasan, self.uraian = self.rng.choice(texts)
        self.services = self._services()
        self.rahasia = self.topic.rahasia or any(one.rahasia for one in self.services)
        self.prioritas = self._priority()
        self.journey = self._cut(self._plan())
        self.start = self.journey.steps[0].at
        self.id = self.city.uuid(self.start)

    def _services(self):
        services = [catalogue.layanan(self.topic.layanan_id or "L22")]
        if self.rng.random() < 0.17:
            other = catalogue.layanan(self.rng.choice(("L04", "L21", "L09", "L15")))
            if other not in services:
                services.append(other)
        return services

    def _priority(self):
        if self.services[0].tingkat == "DARURAT":
            return "DARURAT" if self.rng.random() < 0.6 else "TINGGI"
        roll = self.rng.random()
        return "TINGGI" if roll < 0.15 else "DARURAT" if roll < 0.17 else "NORMAL"

    def _plan(self):
        local = self.services[0].tingkat == "PUSKESOS" and self.rng.random() < 0.75
        return journey.plan(
            self.rng, start=self.start, workdays=self.city.workdays, hosted_by_tksk=self.tksk,
            urgent=self.prioritas == "DARURAT", local=local, services=[one.kode for one in self.services],
            pick_agencies=self._agencies,
        )  # fmt: skip

    def _cut(self, whole):
        """Open cases stop at a random step that they reached lately; closed ones must have ended before today."""
        steps, now = whole.steps, self.city.now
        if not self.is_open:
            while steps[-1].at >= now:
                cutting.shift(whole, now - timedelta(hours=self.rng.randrange(3, 90)) - steps[-1].at, self.city)
            return whole
        stop = self.rng.choices(range(1, len(steps)), [_DWELL.get(step.target, 1) for step in steps[:-1]])[0]
        days = 11 if steps[stop - 1].target == "DIRUJUK" else 1.6
        reached = now - timedelta(days=self.rng.expovariate(1 / days), minutes=self.rng.randrange(5, 90))
        cutting.shift(whole, reached - steps[stop - 1].at, self.city)
        while steps[stop - 1].at >= now:  # steps keep their hour of the day, which may not have come yet today
            cutting.shift(whole, -timedelta(days=3), self.city)
        moment = min(now, steps[stop].at - timedelta(seconds=1)) if stop < len(steps) else now
        return cutting.cut_at(whole, max(moment, steps[0].at))

    def _agencies(self, need):
        usual = [one.kode for one in catalogue.agencies_for(self.services[need].kode)] or ["DINSOS"]
        return usual[: 2 if len(usual) > 1 and self.rng.random() < 0.12 else 1]

    def write(self):
        self.steps = self.journey.steps
        self.status = str(self.steps[-1].target)
        self._find_parent()
        self._person()
        self._keluhan()
        self._needs()
        self._history()
        self._papers()
        self._referrals()
        self._feedback()

    def _find_parent(self):
        """A merged case needs another one of its kelurahan; without one it was withdrawn instead."""
        self.parent = None
        if self.status == "DUPLIKAT":
            self.parent = self.city.latest.get(self.kelurahan)
            if self.parent is None:
                last = self.steps[-1]
                last.code, last.target, last.alasan, last.catatan = (
                    "withdraw",
                    "DIBATALKAN",
                    "SALAH_CATAT",
                    "Salah catat.",
                )
                self.status = "DIBATALKAN"
        elif not self.rahasia:
            self.city.latest[self.kelurahan] = self.id

    def sign(self, peran, place=None):
        """Columns naming who did it: the holder of the role at the right place, or the system."""
        if peran == SISTEM:
            return {"petugas_id": None, "penugasan_id": None, "peran": SISTEM}
        where = place or (self.desk if peran in {P.FASILITATOR, P.FO_PUSKESOS, P.BO_PUSKESOS, P.KOORDINATOR, P.SUPERVISOR}
                          else "62.71")  # fmt: skip
        turn = self.id.int
        who = self.city.staff.at(peran, where, turn) or self.city.staff.at(P.BO_KOTA, "62.71", turn)
        return {"petugas_id": who[0], "penugasan_id": who[1], "peran": str(peran)}

    def _person(self):
        rng, at = self.rng, self.start
        self.sex = "P" if self.ringkasan == words.WITH_CHILD else rng.choice("LP")
        self.nama = f"{rng.choice(words.MEN if self.sex == 'L' else words.WOMEN)} {rng.choice(words.FAMILIES)}".strip()
        self.warga_id, self.keluarga_id = self.city.uuid(at), self.city.uuid(at)
        young, old = words.AGES.get(self.ringkasan) or words.AGES.get(self.topic.kode, words.GROWN_UP)
        age = rng.triangular(young, old, min(old, max(young, 43)))
        born = self.city.today - timedelta(days=int(age * 365.25))
        nik = None if rng.random() < 0.06 else self._nik(born)
        hp = f"+62800{rng.randrange(10**7):07d}" if rng.random() < 0.7 else None
        self.put(Keluarga, id=self.keluarga_id, kelurahan_id=self.kelurahan, kepala_id=None,
                 jumlah_anggota=rng.randrange(1, 8), status_rumah=rng.choice(words.HOUSES),
                 penerangan=rng.choice(words.LIGHTS), jamban=rng.choice(words.TOILETS),
                 pendapatan=rng.choice(words.INCOMES), created_at=at)  # fmt: skip
        if nik and rng.random() < 0.85:
            self._no_kk(at)
        self.put(Warga, id=self.warga_id, nama=self.nama, nama_kunci=_name_key(self.nama), alasan_tanpa_nik="" if nik else "BELUM_REKAM",
                 nik_sandi=nik and identity.seal(nik, table="warga", column="nik", row=self.warga_id),
                 nik_cari=nik and identity.blind_index(nik, purpose="nik"),
                 hp_sandi=hp and identity.seal(hp, table="warga", column="hp", row=self.warga_id),
                 hp_cari=hp and identity.blind_index(hp, purpose="hp"), hp_milik="SENDIRI" if hp else "",
                 cara_verifikasi="KTP_DILIHAT" if nik else "PENGAKUAN", tanggal_lahir=born, jenis_kelamin=self.sex,
                 pekerjaan=self._job(age), keluarga_id=self.keluarga_id, kelurahan_id=self.kelurahan,
                 alamat=f"{rng.choice(words.STREETS)} No. {rng.randrange(1, 120)}", rt=f"{rng.randrange(1, 13):03d}",
                 rw=f"{rng.randrange(1, 8):03d}", patokan=rng.choice(words.LANDMARKS), disabilitas=[], created_at=at,
                 updated_at=at)  # fmt: skip

    def _job(self, age):
        if age < 19:
            return "Pelajar"
        return self.rng.choice([one for one in words.JOBS if self.sex == "P" or one != words.HOUSEWIFE])

    def _nik(self, born):
        """A synthetic NIK: no kecamatan 62.71.99 exists, so it can be nobody's."""
        day = born.day + (40 if self.sex == "P" else 0)
        key = f"627199{day:02d}{born:%m%y}"
        self.city.born[key] += 1
        return f"{key}{self.city.born[key]:04d}" if self.city.born[key] < 10_000 else None

    def _no_kk(self, at):
        number = f"627199{at:%d%m%y}{self.rng.randrange(1, 9999):04d}"
        self.put(NomorKK, keluarga_id=self.keluarga_id, berlaku_mulai=at.date(),
                 kk_sandi=identity.seal(number, table="nomorkk", column="kk", row=self.keluarga_id),
                 kk_cari=identity.blind_index(number, purpose="kk"))  # fmt: skip

    def _keluhan(self):
        year = self.start.year
        self.city.numbers[year] += 1
        self.urut = self.city.numbers[year]
        self.nomor = numbering.keluhan_number(settings.NUMBER_PREFIX, year, self.urut)
        code = numbering.new_tracking_code()
        last, closed = self.steps[-1], self.status in CLOSED
        self.front = self.sign(self.steps[0].peran)
        reporter = self._reporter()
        self.steps[0].fakta["kanal"] = reporter["kanal"]
        janji = deadlines.promise(max(one.batas_hasil_hari for one in self.services), self.start)
        self.put(
            Keluhan, id=self.id, nomor=self.nomor, tahun=year, urut=self.urut,
            lacak_sandi=identity.seal(code, table="keluhan", column="lacak", row=self.id),
            lacak_cari=numbering.tracking_index(code), kelurahan_id=self.kelurahan,
            klien_id=self.warga_id, keluarga_id=self.keluarga_id, **reporter, kategori=self.topic.kategori,
            sektor_id=self.topic.sektor_id, subkategori_id=self.topic.kode, ringkasan=self.ringkasan, uraian=self.uraian,
            prioritas=self.prioritas, prioritas_alasan=[], rahasia=self.rahasia, spm=any(one.spm for one in self.services),
            diterima_pada=self.start, diterima_oleh_id=self.front["petugas_id"], status=self.status,
            status_sejak=last.at, versi=len(self.steps), pemilik_id=self._owner(), tenggat=self._due(last, closed),
            janji_selesai=janji, kembali_kali=sum(step.code == "send_back" for step in self.steps),
            hasil=self.journey.result if self.status == "SELESAI" else "", selesai_pada=last.at if closed else None,
            induk_id=self.parent, created_at=self.start, updated_at=last.at, **self._pause(last),
        )  # fmt: skip
        if self.rahasia:
            self._handlers()

    def _reporter(self):
        if self.rng.random() < 0.68:
            return {
                "jenis_pelaporan": "DIRI_SENDIRI",
                "kanal": self.rng.choice(("DATANG", "DATANG", "KUNJUNGAN", "TELEPON")),
            }
        name = f"{self.rng.choice(words.MEN + words.WOMEN)} {self.rng.choice(words.FAMILIES)}".strip()
        return {"jenis_pelaporan": "ORANG_LAIN", "pelapor_nama": name,
                "pelapor_hubungan": self.rng.choice(("Anak", "Tetangga", "Ketua RT", "Saudara", "Orang tua")),
                "kanal": self.rng.choice(("TITIPAN", "TELEPON", "DATANG", "INSTANSI"))}  # fmt: skip

    def _owner(self):
        if self.status in {"DITERUSKAN", "DIKEMBALIKAN"}:
            return None  # handed over, and nobody took it yet
        city_side = any(step.target == "TELAAH" for step in self.steps)
        taken = len(self.steps) > 1
        return (
            self.sign(P.BO_KOTA)["petugas_id"]
            if city_side
            else self.sign(self.steps[1].peran)["petugas_id"]
            if taken and self.steps[1].peran != SISTEM
            else None
        )

    def _due(self, last, closed):
        """The deadline of the present step; for closed cases just the moment they closed."""
        return last.at if closed else deadlines.due(STANDARD[last.target], self.prioritas, last.at)

    def _pause(self, last):
        if self.status != "PERLU_LENGKAP":
            return {}
        return {"jeda_sejak": last.at, "sisa_menit": self.rng.randrange(60, 900)}

    def _handlers(self):
        names = {self.front["petugas_id"], self.sign(P.MANAJER)["petugas_id"]}
        names |= {self.sign(step.peran)["petugas_id"] for step in self.steps if step.peran != SISTEM}
        for petugas in sorted(names):
            self.put(Penangan, keluhan_id=self.id, petugas_id=petugas, sejak=self.start)


_keys = {}


def _name_key(name):
    if name not in _keys:
        _keys[name] = name_key(name)[:160]
    return _keys[name]
