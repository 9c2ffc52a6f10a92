"""Envelopes that do not open, keys that grow old, photos, batches and devices that lost their trust."""

import base64
import json
import random
from datetime import timedelta

import pytest
from django.utils import timezone

from puskesos.models import Keluhan, KirimanLapangan, KunciSegel, Lampiran, Penugasan
from puskesos.numbering import new_uuid7
from puskesos.sync import arrivals, devices, keys, told
from tests import cases
from tests.api.samples import RAW
from tests.people import PAHANDUT
from tests.sealing import V1, Phone, b64


@pytest.fixture
def phone(siti):
    return Phone(siti)


def statuses():
    return sorted(KirimanLapangan.objects.values_list("status", flat=True))


# --- what does not open ----------------------------------------------------------------------------------------------
def refused(response):
    """422 with a sentence, nothing stored as a case, and the envelope kept for a person."""
    body = response.json()
    assert (response.status_code, body["status"]) == (422, "tidak_sah"), body
    assert body["detail"] and body["galat"]
    assert not Keluhan.objects.exists()
    assert KirimanLapangan.objects.get().amplop
    return body["detail"]


def test_an_envelope_moved_to_another_id_does_not_open(phone):
    id, content = phone.write()
    assert "tidak terbuka" in refused(phone.put(new_uuid7(), phone.envelope(id, content), content))


def test_an_envelope_for_another_city_does_not_open(phone):
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    phone.session()
    foreign = ec.generate_private_key(ec.SECP256R1()).public_key()
    point = foreign.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    id, content = phone.write()
    assert "tidak terbuka" in refused(phone.put(id, phone.envelope(id, content, point=point, generation=1), content))


def test_a_generation_that_never_was_is_said(phone):
    _, point = phone.key()
    id, content = phone.write()
    assert "kunci" in refused(phone.put(id, phone.envelope(id, content, point=point, generation=77), content))


@pytest.mark.parametrize("part", ["kunci", "iv", "isi", "generasi", "skema"])
def test_any_change_on_the_way_is_noticed(phone, part):
    """Every part is authenticated: ten random changes of each are all refused, each with a sentence."""
    dice = random.Random(part)
    id, content = phone.write()
    sealed = phone.envelope(id, content)
    for _ in range(10):
        spoiled = dict(sealed)
        if isinstance(sealed[part], int):
            spoiled[part] = sealed[part] + dice.randint(1, 300)
        else:
            raw = bytearray(base64.b64decode(sealed[part]))
            raw[dice.randrange(len(raw))] ^= 1 << dice.randrange(8)
            spoiled[part] = b64(bytes(raw))
        response = phone.put(id, spoiled, content)
        assert (response.status_code, response.json()["status"]) == (422, "tidak_sah")
    assert not Keluhan.objects.exists()
    assert phone.put(id, sealed, content).status_code == 201, "the untouched one is taken afterwards"
    assert set(KirimanLapangan.objects.exclude(status="DITERIMA").values_list("status", flat=True)) == {"DIBUANG"}


def test_nothing_that_can_be_sent_breaks_the_door(phone):
    for raw in (one for one in RAW if len(one) < 100_000):
        response = phone.put(new_uuid7(), raw)
        assert response.status_code == 422 and response.json()["detail"], raw[:60]
    assert set(statuses()) == {"TIDAK_SAH"}


@pytest.mark.parametrize(
    "content",
    [b"", b"null", b"[]", b'"teks"', b"\xff\xfe", b'{"id": "\\ud800"}', b"[" * 5000, b'{"skema": 1}',
     b'{"id": "%s", "jenis": "sulap", "isian": {}}', b'{"id": "%s", "jenis": "keluhan", "isian": []}'],
)  # fmt: skip
def test_an_envelope_without_a_report_inside_is_kept_for_a_person(phone, content):
    id = str(new_uuid7())
    content = content.replace(b"%s", id.encode())
    refused(phone.put(id, phone.envelope(id, content), content))


def test_values_of_any_kind_inside_the_form_are_survived(phone):
    strange = {"nama": {"a": 1}, "nik": [1, None, {"x": []}], "kebutuhan-TOTAL_FORMS": "99999999999", "rt": True,
               "kebutuhan-0-layanan": ["L01", "L02"], "urgensi": ["X"] * 500, "uraian": "x" * 100_000,
               "tanggal_lahir_0": -5, "dtsen_terdaftar": "YA", "dtsen_desil": 1e300, "kepesertaan-TOTAL_FORMS": "2",
               "kepesertaan-0-program": "PKH", "warga_id": "bukan", "\x00": "\x00", "ringkasan": "a\x00b"}  # fmt: skip
    id, content = phone.write(about={"isian": strange, "lampiran": "x", "nomor_sementara": 7, "kode_lacak": []})
    body = phone.send((id, content)).json()
    assert body["status"] == "baru" and len(body["periksa"]) > 5
    assert "\x00" not in Keluhan.objects.get().ringkasan


def test_the_sum_must_be_the_one_that_was_announced(phone):
    id, content = phone.write()
    response = phone.put(id, phone.envelope(id, content), content + b" ")
    assert "sidik" in refused(response)


def test_an_unreadable_one_is_kept_once_and_not_without_end(phone, monkeypatch):
    monkeypatch.setattr(arrivals, "MOST_UNREADABLE", 3)
    id = new_uuid7()
    for _ in range(3):
        assert phone.put(id, b"rusak").status_code == 422
    assert len(statuses()) == 1
    assert [phone.put(new_uuid7(), b"rusak").status_code for _ in range(3)] == [422, 422, 429]


# --- schema numbers and generations ----------------------------------------------------------------------------------
def test_an_old_schema_is_read_for_months(phone, monkeypatch):
    """The application moved on to 2; what waited since 1 is brought to today's names."""
    old = {"nama_warga": "Bahen"}
    monkeypatch.setattr(told, "SCHEMA", 2)
    monkeypatch.setattr(
        told,
        "READERS",
        {1: lambda one: one | {"isian": {"nama": one["isian"]["nama_warga"]} | one["isian"]}, 2: lambda one: one},
    )
    id, content = phone.write(about={"isian": old})
    body = phone.send((id, content)).json()
    assert body["status"] == "baru"
    assert Keluhan.objects.get().klien.nama == "Bahen"


def test_a_schema_from_the_future_is_kept_for_a_person(phone):
    id, content = phone.write()
    assert "lebih baru" in refused(phone.send((id, content), schema=9))


def test_three_generations_open(phone, maya):
    waiting = [phone.write(**cases_of(n)) for n in range(3)]
    sealed = []
    for n, (id, content) in enumerate(waiting):
        sealed.append(phone.envelope(id, content))
        if n < 2:
            keys.rotate(by=maya, now=timezone.now())
    assert [one["generasi"] for one in sealed] == [1, 2, 3]
    for (id, content), envelope in zip(waiting, sealed, strict=True):
        assert phone.put(id, envelope, content).status_code == 201


def cases_of(n):
    return {"nik": "", "alasan_tanpa_nik": "BAYI", "no_kk": "", "hp": "", "nama": f"Keluarga {'ABC'[n]}"}


def test_a_key_is_destroyed_only_when_nobody_can_need_it(phone, maya):
    id, content = phone.write()
    sealed, start = phone.envelope(id, content), timezone.now()
    for _ in range(4):
        keys.rotate(by=maya, now=start)
    assert KunciSegel.objects.filter(rahasia_sandi__isnull=True).count() == 0, "used or made less than 90 days ago"
    keys.rotate(by=maya, now=start + timedelta(days=91))
    assert sorted(KunciSegel.objects.filter(rahasia_sandi__isnull=True).values_list("pk", flat=True)) == [1, 2, 3]
    assert "dimusnahkan" in refused(phone.put(id, sealed, content))


def test_a_key_that_a_waiting_envelope_needs_is_not_destroyed(phone, maya):
    phone.send(phone.write(kelurahan=PAHANDUT))  # waits for the secretariat
    start = timezone.now()
    for n in range(5):
        keys.rotate(by=maya, now=start + timedelta(days=91 * n))
    assert KunciSegel.objects.get(pk=1).rahasia_sandi is not None
    assert KunciSegel.objects.get(pk=2).rahasia_sandi is None


def test_the_private_key_is_sealed_in_its_row(phone):
    phone.session()
    row = KunciSegel.objects.get()
    assert row.private() not in bytes(row.rahasia_sandi)
    assert keys.private_key(row).public_key().public_numbers().x == int.from_bytes(bytes(row.publik)[1:33])


# --- photos ----------------------------------------------------------------------------------------------------------
def with_photo(phone, **changes):
    id = str(new_uuid7())
    return id, phone.write(about={"lampiran": [{"id": id, "sidik": "", "jenis": "KTP"}]}, **changes)


def test_photos_follow_the_text_one_by_one(phone):
    picture, report = with_photo(phone)
    content = cases.a_photo().read()
    early = phone.photo(report[0], content, id=picture)
    assert (early.status_code, early.json()["status"]) == (404, "laporan_belum_ada")
    assert phone.send(report).json()["lampiran_kurang"] == [picture]
    first, again = phone.photo(report[0], content, id=picture), phone.photo(report[0], content, id=picture)
    assert (first.status_code, again.status_code) == (201, 200), first.json()
    assert phone.send(report).json()["lampiran_kurang"] == []
    row = Lampiran.objects.get()
    assert (str(row.pk), row.jenis_id, str(row.keluhan_id)) == (picture, "KTP", report[0])
    assert KirimanLapangan.objects.get(jenis="LAMPIRAN").amplop is None
    other = phone.photo(report[0], cases.a_photo("red").read(), id=picture)
    assert (other.status_code, other.json()["status"]) == (409, "konflik")


def test_a_photo_that_is_no_photo_is_said_and_kept(phone):
    _, report = with_photo(phone)
    phone.send(report)
    response = phone.photo(report[0], b"MZ bukan foto")
    assert (response.status_code, "bukan foto" in response.json()["detail"]) == (422, True)
    assert KirimanLapangan.objects.get(status="TIDAK_SAH").amplop


def test_a_photo_for_the_report_of_somebody_else_is_not_taken(phone, budi):
    _, report = with_photo(phone)
    phone.send(report)
    response = Phone(budi, phone.device).photo(report[0], cases.a_photo().read())
    assert (response.status_code, response.json()["kode"]) == (403, "milik_petugas_lain")
    assert not Lampiran.objects.exists()


def test_a_photo_waits_beside_its_report_in_the_tray(phone):
    picture, report = with_photo(phone, kelurahan=PAHANDUT)
    assert phone.send(report).json()["status"] == "ditampung"
    response = phone.photo(report[0], cases.a_photo().read(), id=picture)
    assert (response.status_code, response.json()["status"]) == (202, "ditampung")
    assert statuses() == ["DITAMPUNG", "DITAMPUNG"]


def test_a_photo_of_twenty_megabytes_is_refused_in_words(phone):
    response = phone.web.put(f"{V1}/sinkron/lampiran/{new_uuid7()}/", b"x" * 13_000_000,
                             content_type="application/json", headers=phone.headers)  # fmt: skip
    assert (response.status_code, "12 MB" in response.json()["detail"]) == (413, True)


def test_a_report_larger_than_any_is_refused_in_words(phone):
    response = phone.put(new_uuid7(), b"x" * 2_200_000)
    assert (response.status_code, "2 MB" in response.json()["detail"]) == (413, True)
    assert not KirimanLapangan.objects.exists()


@pytest.mark.parametrize(
    "name", ["X-Perangkat", "X-Sidik", "X-Versi", "X-Menunggu", "X-Menunggu-Lain", "X-Tertua", "X-Laporan"]
)
def test_headers_may_hold_anything(phone, name):
    id, content = phone.write()
    sealed = json.dumps(phone.envelope(id, content))
    for value in ("", "x" * 5000, "\x00", "\u00e9", "-1", "99999999999999999999", "0001-01-01T00:00:00+14:00",
                  "9999-12-31T23:59:59-12:00", "2026-13-45", "[]", "null"):  # fmt: skip
        headers = phone.headers | {"X-Menunggu": "2", "X-Laporan": id, name: value}
        for path in (f"laporan/{id}/", f"lampiran/{new_uuid7()}/"):
            response = phone.web.put(f"{V1}/sinkron/{path}", sealed, content_type="application/json", headers=headers)
            assert response.status_code < 500 and (response.status_code < 400 or response.json()["detail"])
    assert phone.session().status_code == 200 and Keluhan.objects.count() <= 1


# --- batches and status ----------------------------------------------------------------------------------------------
def item(phone, report):
    id, content = report
    return {"id": id, "amplop": phone.envelope(id, content)}


def test_one_bad_report_hinders_no_other(phone, budi):
    good = [phone.write(**cases_of(n)) for n in range(3)]
    rows = [item(phone, one) for one in good]
    rows[1:1] = [{"id": "bukan", "amplop": {}}, {"id": str(new_uuid7()), "amplop": None}, None,
                 item(phone, Phone(budi).write())]  # fmt: skip
    response = phone.post("", {"butir": rows})
    words = [row["status"] for row in response.json()["hasil"]]
    assert response.status_code == 200
    assert words == ["baru", "ditolak", "tidak_sah", "ditolak", "ditolak", "baru", "baru"]
    assert Keluhan.objects.count() == 3
    asked = phone.post("status/", {"ids": [good[0][0], str(new_uuid7())]}).json()["hasil"]
    assert [row["status"] for row in asked] == ["diterima", "belum"]
    assert asked[0]["nomor"] == Keluhan.objects.get(pk=good[0][0]).nomor


@pytest.mark.parametrize("body", [{}, {"butir": []}, {"butir": "x"}, {"butir": [{}] * 21}])
def test_a_batch_that_is_none_is_refused(phone, body):
    response = phone.post("", body)
    assert (response.status_code, "20" in response.json()["detail"]) == (422, True)


def test_the_status_of_others_is_not_told(phone, budi):
    report = phone.write()
    phone.send(report)
    asked = Phone(budi).post("status/", {"ids": [report[0]]}).json()["hasil"]
    assert asked == [{"id": report[0], "status": "belum"}]


# --- devices ---------------------------------------------------------------------------------------------------------
def test_numbers_are_reserved_for_one_device_and_never_twice(phone, budi):
    one, two = phone.post("blok/").json(), phone.post("blok/").json()
    other = Phone(budi).post("blok/").json()
    assert (one["dari"], one["sampai"], two["dari"]) == (1, 50, 51)
    assert one["awalan"] == two["awalan"] != other["awalan"]
    assert phone.session().json()["blok"] == two


def test_a_revoked_device_gets_no_keys_and_sends_nothing(phone, maya):
    report = phone.write()
    sealed = phone.envelope(*report)
    devices.revoke(by=maya, now=timezone.now(), id=phone.device, alasan="HP hilang di dermaga")
    for response in (phone.session(), phone.put(report[0], sealed, report[1]), phone.post("blok/"),
                     phone.post("status/", {"ids": [report[0]]})):  # fmt: skip
        assert (response.status_code, response.json()["kode"]) == (403, "perangkat_dicabut")
        assert "cadangan" in response.json()["detail"]
    assert not KirimanLapangan.objects.exists()
    devices.restore(by=maya, now=timezone.now(), id=phone.device)
    assert phone.put(report[0], sealed, report[1]).status_code == 201


def test_an_account_that_was_closed_can_send_nothing(phone, siti):
    report = phone.write()
    sealed = phone.envelope(*report)
    siti.petugas.is_active = False
    siti.petugas.save()
    assert phone.put(report[0], sealed, report[1]).status_code == 401


def test_an_account_without_assignment_may_still_hand_in(phone):
    report = phone.write()
    sealed = phone.envelope(*report)
    Penugasan.objects.filter(petugas=phone.petugas).update(selesai="2026-11-01")
    assert phone.put(report[0], sealed, report[1]).json()["status"] == "ditampung"
    assert json.loads(bytes(KirimanLapangan.objects.get().amplop)) == sealed
