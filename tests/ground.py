"""The ground the access matrix is walked on: one of everything in Kalampangan, with the word KENARI in its texts."""

from datetime import date
from types import SimpleNamespace
from uuid import uuid4

import pytest

from puskesos import accounts, closing, drafts, files, saved_filters, visits
from puskesos.models import StandarLayanan
from puskesos.numbering import new_uuid7
from puskesos.sheet import PersetujuanSheet
from puskesos.sync import devices
from puskesos.sync.acting import act_for
from puskesos.sync.arrivals import Sender, receive
from rujukan import answer_links, directory, letters
from rujukan.answer_links import links, unvouched
from rujukan.reminders import rules
from slrt.privacy import requests
from tests import cases
from tests.people import CITY, KALAMPANGAN
from tests.rujukan import letters_made


@pytest.fixture
def ground(cast, now):
    """{name: thing} for the addresses that need an id."""
    things = {"siti_account": cast.siti.petugas, "siti_hat": cast.siti, "a_standard": StandarLayanan.objects.first()}
    things["proposal"] = accounts.assign(
        by=cast.bulurah, now=now, petugas=cast.budi.petugas, peran="KOORDINATOR", wilayah=KALAMPANGAN,
        mulai=date(2026, 12, 1),
    )  # fmt: skip
    things["keluhan"] = keluhan = cases.a_keluhan(
        cast.siti, now, uraian="KENARI di kebun", ringkasan="KENARI sakit", nama="Halimah KENARI",
        persetujuan=PersetujuanSheet("PERSETUJUAN", "LISAN"),
    )  # fmt: skip
    things["warga"] = keluhan.klien
    things["data_request"] = requests.take_down(
        by=cast.siti, now=now, warga=keluhan.klien_id, jenis="SALINAN", pemohon="KLIEN", kenal="KTP", lewat="DATANG",
        isi="Minta salinan KENARI",
    )  # fmt: skip
    requests.decide(by=cast.pia, now=now, id=things["data_request"].pk, putusan="DIKABULKAN", alasan="Pasal 7 UU PDP",
                    jawaban="Salinan KENARI kami berikan.")  # fmt: skip
    things["lampiran"] = files.attach(by=cast.siti, now=now, file=cases.a_photo(), jenis="KTP", keluhan=keluhan.id)
    things["draft"] = drafts.save_draft(by=cast.siti, now=now, id=new_uuid7(), typed={"nama": ["KENARI"]})
    things["kept_filter"] = saved_filters.save(by=cast.siti, daftar="kasus", nama="KENARI", pairs=[("umur", "7")])
    things["visit"] = visits.plan_visit(by=cast.siti, now=now, id=keluhan.id, rencana=now.date())
    things["forwarded"] = cases.forwarded(cast, now, nik=cases.NIK_MAN, nama="Bahen KENARI", ringkasan="KENARI jauh")
    things["neighbour"] = things["forwarded"].klien
    things["need"] = keluhan.kebutuhan.first()
    closing.open_check(things["need"], keluhan, now=now)
    things["local"] = cases.handled_local(cast, now, sheet=cases.without_nik(nama="Tetangga KENARI", layanan="L08"))
    things["rujukan"] = cases.referred(cast, now, nik=cases.NIK_OTHER_WOMAN, nama="Rindu KENARI")[1]
    things["rule_draft"] = rules.draft(
        by=cast.maya, now=now, kode="JAWABAN-4", dasar="HARI_KERJA", nilai=3, penerima=["MANAJER"], kanal=["APLIKASI"],
        judul="Lewat 3 hari kerja", isi="Rujukan {nomor} belum dijawab.",
    )  # fmt: skip
    things["reminder"] = things["rujukan"].pengingat.get(aturan="JAWABAN-2")
    things["notice"] = things["rujukan"].kiriman.get(petugas=cast.joko.petugas_id)
    token = answer_links.answer_url(things["rujukan"], now).rpartition("/")[2]
    answer_links.letter_code(things["rujukan"], now)
    things["unvouched"] = unvouched.offer(
        by=None, now=now, tautan=links.of_letter(things["rujukan"]), code="accept", penjawab="KENARI"
    )
    things["device"] = devices.touch(petugas=cast.siti.petugas, now=now, id=uuid4(), by=cast.siti)
    sender = Sender(petugas=cast.siti.petugas, act_for=act_for, device=things["device"], by=cast.siti)
    things["arrival"] = receive(sender=sender, now=now, id=new_uuid7(), body=b"KENARI").kiriman
    things["slip"] = SimpleNamespace(pk=keluhan.tracking_code())
    things["way"] = SimpleNamespace(pk=token)
    things["surat"] = letters_made.issued(cast, now, rujukan=things["rujukan"], hal="KENARI")
    things["emblem"] = letters.emblem.put(
        by=cast.adi, now=now, unit=CITY, file=letters_made.an_emblem(), teks="Lambang"
    )
    things["letter_code"] = SimpleNamespace(pk=things["surat"].code())
    ready = letters_made.signed(cast, now, rujukan=things["rujukan"], hal="KENARI")
    things["letter_work"] = letters.batch.start(by=cast.dewi, now=now, ids=[ready.pk])
    things["contact"] = directory.add_contact(
        by=cast.dewi, now=now, instansi="BPJS_KES", jabatan="Kepala KENARI", email="kenari@contoh.invalid"
    )
    things["address"] = things["contact"].alamat.get()
    return things
