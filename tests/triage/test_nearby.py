"""A Puskesos refers to its own neighbourhood: back office writes, its koordinator decides, nobody else."""

import pytest

from puskesos import handlers, verification
from puskesos.refusals import IllegalMove, NotAllowed, Refused
from rujukan.models import Kiriman, Rujukan
from slrt.triage.triage.nearby import refer_nearby
from tests.cases import a_keluhan, all_ticked, forwarded, fresh, handled_local, verified, without_nik
from tests.people import PAHANDUT


@pytest.fixture
def local(cast, now):
    """A letter of the lurah is needed, and the Puskesos handles it itself."""
    return handled_local(cast, now, layanan="L08")


def refer(by, now, keluhan, instansi="KELURAHAN", **changes):
    need = keluhan.kebutuhan.get()
    return refer_nearby(by=by, now=now, id=keluhan.pk, kebutuhan=need.pk, instansi=instansi,
                        **{"layanan": need.layanan_id, "kelayakan": "Tidak ada penghasilan.", **changes})  # fmt: skip


def page(keluhan):
    return f"/keluhan/{keluhan.pk}/rujuk-setempat/"


def typed(keluhan, **changes):
    need = keluhan.kebutuhan.get()
    fields = {"versi": keluhan.versi, "kebutuhan": str(need.pk), "instansi": "KELURAHAN", "layanan": need.layanan_id,
              "kelayakan": "Tidak ada penghasilan.", "catatan": "", "sertakan_identitas": "on"}  # fmt: skip
    return fields | changes


def test_back_office_asks_and_the_koordinator_sends_it(cast, now, local):
    """The whole way, from button to button, as the two would go it."""
    case = local.get_absolute_url()
    assert f'href="{page(local)}"' in cast.budi_web.get(case).content.decode()
    assert "Kantor kelurahan setempat" in cast.budi_web.get(page(local)).content.decode()
    assert cast.budi_web.post(page(local), typed(local)).url == case
    rujukan = Rujukan.objects.get(keluhan=local)
    assert (rujukan.status, rujukan.dibuat_oleh_id) == ("MENUNGGU_PERSETUJUAN", cast.budi.petugas_id)
    assert Kiriman.objects.get(petugas=cast.koor.petugas_id).judul.endswith("perlu diputuskan")
    assert "Koordinator atau manajer</strong> menyetujui dan mengirim" in cast.budi_web.get(case).content.decode()
    assert "Putuskan rujukan R1" not in cast.budi_web.get(case).content.decode()
    assert "Putuskan rujukan R1" in cast.koor_web.get(case).content.decode()
    approve = f"{rujukan.get_absolute_url()}langkah/approve/"
    assert approve in cast.koor_web.get(rujukan.get_absolute_url()).content.decode()
    assert cast.budi_web.post(approve, {"versi": rujukan.versi}).status_code == 403
    assert cast.koor_web.post(approve, {"versi": rujukan.versi}).status_code == 302
    rujukan.refresh_from_db()
    assert (rujukan.status, rujukan.disetujui_oleh_id) == ("TERKIRIM", cast.koor.petugas_id)
    assert fresh(local).status == "DITANGANI_PUSKESOS"
    assert "Kantor kelurahan setempat</strong> menerima atau menolak" in cast.budi_web.get(case).content.decode()


def test_others_neither_see_the_button_nor_get_in(cast, now, local):
    for name in ("siti", "koor", "bulurah", "fitri", "dewi", "maya", "tono"):
        by, web = getattr(cast, name), getattr(cast, f"{name}_web")
        assert "Rujuk setempat" not in web.get(local.get_absolute_url()).content.decode(), name
        assert web.post(page(local), typed(local)).status_code in {403, 404}, name
        with pytest.raises(NotAllowed):
            refer(by, now, local)
    assert cast.rahmat_web.get(page(local)).status_code == 404
    assert not Rujukan.objects.exists()
    assert refer(cast.budi, now, local)


def test_only_places_and_services_of_the_neighbourhood(cast, now):
    city = handled_local(cast, now)  # reactivation of PBI-JK: a service of the city
    with pytest.raises(Refused, match="dirujuk oleh SLRT Kota") as refused:
        refer(cast.budi, now, city, "BPJS_KES")
    assert refused.value.field == "instansi"
    shown = cast.budi_web.get(page(city)).content.decode()
    assert "BPJS Kesehatan" not in shown and "Kantor kelurahan setempat" in shown
    wrong = cast.budi_web.post(page(city), typed(city, instansi="BPJS_KES", catatan="Mohon dibantu"))
    assert wrong.status_code == 422 and "Mohon dibantu" in wrong.content.decode()
    assert refer(cast.budi, now, city, "BAZNAS_KOTA").status == "MENUNGGU_PERSETUJUAN"


def test_only_while_the_puskesos_handles_it(cast, now):
    for keluhan in (verified(cast, now), forwarded(cast, now, sheet=without_nik(nama="Bawi"))):
        with pytest.raises(IllegalMove):
            refer(cast.budi, now, keluhan)
        assert cast.budi_web.get(page(keluhan)).status_code == 409


def test_the_same_twice_is_said_at_the_field(cast, now, local):
    refer(cast.budi, now, local)
    again = cast.budi_web.post(page(local), typed(local))
    assert again.status_code == 422 and "sudah punya rujukan yang berjalan" in again.content.decode()
    assert Rujukan.objects.count() == 1


def test_of_a_secret_case_only_its_handlers_are_told(cast, now):
    keluhan = a_keluhan(cast.siti, now, rahasia=True, layanan="L08")
    handlers.name(keluhan, [cast.budi.petugas_id], by=cast.koor, now=now)
    verification.start_verification(by=cast.budi, now=now, id=keluhan.pk)
    verification.save_checklist(by=cast.budi, now=now, id=keluhan.pk, ticks=all_ticked(keluhan), complete=True)
    verification.handle_local(by=cast.koor, now=now, id=keluhan.pk, solusi="Surat dari lurah.")
    refer(cast.budi, now, keluhan)
    told = Kiriman.objects.get()
    assert (told.petugas_id, "Halimah" in told.judul + told.isi) == (cast.koor.petugas_id, False)
    assert PAHANDUT not in told.isi
