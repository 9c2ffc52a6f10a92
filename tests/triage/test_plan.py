"""The plan page through HTTP: analysis, alternatives, asking for the decision."""

import pytest

from rujukan.models import Rujukan
from slrt.triage import triage
from slrt.triage.models import RencanaAksi, Telaah
from tests.cases import a_draft, a_need, drafted, fresh, in_triage, planned, urgent

NOBODY = {"nik": "", "alasan_tanpa_nik": "HILANG", "no_kk": ""}


def url(keluhan):
    return f"/keluhan/{keluhan.pk}/rencana/"


def do(web, keluhan, aksi, **fields):
    return web.post(url(keluhan), {"aksi": aksi, "versi": fresh(keluhan).versi, **fields})


def alternative(need, **changes):
    return {"kebutuhan": need.pk, "instansi": "BPJS_KES", "layanan": need.layanan_id, "kelayakan": "Desil 2.",
            "catatan": "", "sertakan_identitas": "on", **changes}  # fmt: skip


def test_a_plan_from_the_first_word_to_the_manajer(cast, now, dewi_web):
    keluhan = in_triage(cast, now, kebutuhan=(a_need("L01"), a_need("L10")))
    first, second = keluhan.kebutuhan.order_by("urutan")
    assert do(dewi_web, keluhan, "telaah", masalah="Kartu nonaktif", kesimpulan="Rujuk").status_code == 302
    assert do(dewi_web, keluhan, "tambah", **alternative(first)).status_code == 302
    assert do(dewi_web, keluhan, "tambah", **alternative(second, instansi="DINSOS")).status_code == 302
    html = dewi_web.get(url(keluhan)).content.decode()
    for words in ("Kartu nonaktif", "BPJS Kesehatan Cabang Palangka Raya", "Dinas Sosial Kota Palangka Raya"):
        assert words in html
    assert do(dewi_web, keluhan, "ajukan", tugas_keluarga="Siapkan KK").status_code == 302
    assert fresh(keluhan).status == "RENCANA"
    assert RencanaAksi.objects.get(keluhan=keluhan).tugas_keluarga == "Siapkan KK"
    assert set(Rujukan.objects.values_list("status", flat=True)) == {"MENUNGGU_PERSETUJUAN"}


def test_the_alternatives_show_load_requirements_and_eligibility(cast, now, dewi_web):
    keluhan = in_triage(cast, now, kebutuhan=(a_need("L01"), a_need("L10")))
    html = dewi_web.get(url(keluhan)).content.decode()
    assert "tidak ada yang menunggu" in html
    assert "sesuai sasaran" in html  # desil 2 for PBI-JK
    second = keluhan.kebutuhan.get(layanan="L10")
    other = dewi_web.get(url(keluhan), {"kebutuhan": second.pk}).content.decode()
    assert f'value="{second.pk}"' in other


def test_drafts_are_changed_and_removed(cast, now, dewi_web):
    keluhan, rujukan = drafted(cast, now)
    prefix = f"d{rujukan.urutan}-"
    fields = {"rujukan": rujukan.pk, f"{prefix}kelayakan": "Lebih jelas.", f"{prefix}catatan": ""}
    assert do(dewi_web, keluhan, "ubah", **fields).status_code == 302
    assert Rujukan.objects.get(pk=rujukan.pk).kelayakan == "Lebih jelas."
    empty = do(dewi_web, keluhan, "ubah", **{**fields, f"{prefix}kelayakan": ""})
    assert (empty.status_code, "Isi catatan kelayakan" in empty.content.decode()) == (422, True)
    assert do(dewi_web, keluhan, "hapus", rujukan=rujukan.pk).status_code == 302
    assert Rujukan.objects.get(pk=rujukan.pk).status == "DICABUT"


def test_a_draft_of_another_case_is_not_touched(cast, now, dewi_web):
    keluhan, _ = drafted(cast, now)
    _, other = drafted(cast, now, **NOBODY)
    for one in (other.pk, "bukan-id", ""):
        assert do(dewi_web, keluhan, "hapus", rujukan=one).status_code == 404
    assert Rujukan.objects.get(pk=other.pk).status == "DRAF"


def test_refusals_keep_everything_typed(cast, now, dewi_web):
    keluhan = in_triage(cast, now)
    need = keluhan.kebutuhan.get()
    bad = do(dewi_web, keluhan, "telaah", masalah="Tulisan saya", kesimpulan="")
    assert (bad.status_code, "Tulisan saya" in bad.content.decode()) == (422, True)
    assert not Telaah.objects.exists()
    early = do(dewi_web, keluhan, "ajukan")
    assert (early.status_code, "Isi dulu telaah" in early.content.decode()) == (422, True)
    a_draft(cast.dewi, now, keluhan)
    twice = do(dewi_web, keluhan, "tambah", **alternative(need, catatan="Catatan saya"))
    html = twice.content.decode()
    assert (twice.status_code, "sudah punya rujukan" in html, "Catatan saya" in html) == (422, True, True)
    assert do(dewi_web, keluhan, "tidak-ada").status_code == 404


def test_an_old_page_is_not_submitted(cast, now, dewi_web, maya_web):
    keluhan, _ = drafted(cast, now)
    seen = keluhan.versi
    maya_web.post(
        f"/keluhan/{keluhan.pk}/telaah/priority/", {"versi": seen, "prioritas": "TINGGI", "catatan": "Parah."}
    )
    response = dewi_web.post(url(keluhan), {"aksi": "ajukan", "versi": seen})
    assert response.status_code == 409
    assert fresh(keluhan).status == "TELAAH"


def test_after_submitting_it_is_for_reading(cast, now, dewi_web):
    keluhan, _ = planned(cast, now)
    html = dewi_web.get(url(keluhan)).content.decode()
    assert "Menunggu keputusan manajer" in html
    assert "Tambah ke rencana" not in html
    assert do(dewi_web, keluhan, "tambah", **alternative(keluhan.kebutuhan.get(), instansi="DINSOS")).status_code == 409


def test_the_fast_lane_stands_on_urgent_plans_only(cast, now, dewi_web):
    keluhan, _ = drafted(cast, now)
    assert "Kirim darurat sekarang" not in dewi_web.get(url(keluhan)).content.decode()
    refused = do(dewi_web, keluhan, "darurat")
    assert refused.status_code == 422
    emergency = triage.take(by=cast.dewi, now=now, id=urgent(cast, now, **NOBODY).pk)
    a_draft(cast.dewi, now, emergency)
    assert "Kirim darurat sekarang" in dewi_web.get(url(emergency)).content.decode()
    assert do(dewi_web, emergency, "darurat").status_code == 302
    assert fresh(emergency).status == "DIRUJUK"


@pytest.mark.parametrize("person, status", [("dewi", 200), ("maya", 200), ("fitri", 403), ("siti", 403), ("koor", 403),
                                            ("tono", 404), ("joko", 403), ("hendra", 403)])  # fmt: skip
def test_who_opens_the_plan(cast, now, person, status):
    keluhan, _ = drafted(cast, now)
    assert getattr(cast, f"{person}_web").get(url(keluhan)).status_code == status
