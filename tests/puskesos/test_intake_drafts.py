"""Half-filled sheets: kept while typing, found after signing in again, nobody else's business."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from puskesos import drafts
from puskesos.models import Draf, Jejak, Keluhan, Lampiran
from puskesos.numbering import new_uuid7
from tests.cases import NIK_WOMAN, a_keluhan
from tests.people import browser
from tests.puskesos.test_files import photo
from tests.puskesos.typed import typed

pytestmark = pytest.mark.django_db

NEW = "/keluhan/baru/"


def autosave(web, id, **changes):
    return web.post(reverse("puskesos:draf", args=[id]), typed(id=id, **changes))


def page_of(web, id):
    return web.get(f"{NEW}?draf={id}")


def form_token(web):
    """The token that the page carries for the officer it was made for, and the id of the sheet."""
    page = web.get(NEW).content.decode()
    return page.partition('name="tanda" value="')[2].partition('"')[0], page.partition('name="id" value="')[2][:36]


# --- while typing --------------------------------------------------------------------------------------------------
def test_what_is_typed_is_kept_and_found_again(siti_web):
    id = new_uuid7()
    response = autosave(siti_web, id, uraian="Baru setengah jalan", nama="Hali")
    assert response.status_code == 200 and "disimpan" in response.json()
    assert "Hali" in siti_web.get(NEW).content.decode()
    page = page_of(siti_web, id).content.decode()
    assert "Baru setengah jalan" in page and 'value="Hali"' in page and f'value="{id}"' in page
    assert "Isi nama lengkap" not in page and not Keluhan.objects.exists()


def test_every_row_of_a_draft_comes_back(siti_web):
    id = new_uuid7()
    body = typed(
        {"layanan": "L10", "uraian": "Kursi roda"}, {"layanan": "L08"}, id=id, disabilitas=["FISIK", "GANDA"],
        memberships=[{"program": "PKH", "status": "AKTIF"}],
    )  # fmt: skip
    siti_web.post(reverse("puskesos:draf", args=[id]), body)
    page = page_of(siti_web, id).content.decode()
    assert "Kursi roda" in page and 'value="L08" selected' in page and 'value="PKH" selected' in page
    assert page.count('name="disabilitas"') == 7 and page.count(" checked") >= 4


def test_a_draft_is_sealed_in_the_database(siti_web):
    id = new_uuid7()
    autosave(siti_web, id)
    raw = bytes(Draf.objects.get().isi_sandi)
    assert b"Halimah" not in raw and NIK_WOMAN.encode() not in raw


def test_a_second_autosave_replaces_the_first_and_leaves_no_second_mark(siti_web):
    id = new_uuid7()
    autosave(siti_web, id, nama="Satu")
    autosave(siti_web, id, nama="Dua")
    assert 'value="Dua"' in page_of(siti_web, id).content.decode()
    assert Draf.objects.count() == 1 and Jejak.objects.filter(objek="draf").count() == 1


def test_saving_the_sheet_ends_the_draft_and_a_late_autosave_does_not_bring_it_back(siti_web):
    id = new_uuid7()
    autosave(siti_web, id)
    siti_web.post(NEW, typed(id=id))
    assert not Draf.objects.exists()
    assert autosave(siti_web, id).status_code == 204
    assert not Draf.objects.exists()
    assert page_of(siti_web, id)["Location"] == reverse("puskesos:tanda-terima", args=[id])


def test_somebody_elses_draft_is_not_there(siti_web, budi_web):
    id = new_uuid7()
    autosave(siti_web, id, nama="KENARI")
    assert page_of(budi_web, id).status_code == 404
    assert autosave(budi_web, id, nama="Lain").status_code == 404
    assert "KENARI" not in budi_web.get(NEW).content.decode()
    budi_web.post(reverse("puskesos:draf-hapus", args=[id]))
    assert 'value="KENARI"' in page_of(siti_web, id).content.decode()


def test_a_draft_can_be_thrown_away(siti_web, django_capture_on_commit_callbacks, settings):
    id = new_uuid7()
    siti_web.post(NEW, typed(id=id, aksi="unggah_berkas", berkas_jenis="KTP", berkas=photo()))
    kept = Lampiran.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        siti_web.post(reverse("puskesos:draf-hapus", args=[id]))
    assert not Draf.objects.exists() and not Lampiran.objects.exists()
    assert not list(settings.BERKAS_ROOT.rglob(str(kept.pk)))


def test_a_draft_has_its_limits(siti, siti_web, now):
    id = new_uuid7()
    response = autosave(siti_web, id, uraian="a" * drafts.MOST_BYTES)
    assert response.status_code == 413 and "terlalu panjang" in response.json()["detail"]
    for _ in range(drafts.MOST_DRAFTS):
        drafts.save_draft(by=siti, now=now, id=new_uuid7(), typed={})
    response = autosave(siti_web, id)
    assert response.status_code == 422 and "Sudah ada 30 draf" in response.json()["detail"]


def test_an_id_that_is_no_uuid7_is_refused(siti_web):
    response = autosave(siti_web, "5f0c1a1e-7e0d-4c9a-9a53-0d5b1f0f9a11")
    assert response.status_code == 400


@pytest.mark.parametrize(("person", "status"), [("hendra", 403), ("joko", 403), ("bulurah", 403), ("ana", 302)])
def test_who_may_not_write_down_keeps_no_draft(cast, person, status):
    assert autosave(getattr(cast, f"{person}_web"), new_uuid7()).status_code == status
    assert not Draf.objects.exists()


# --- when the session ends ------------------------------------------------------------------------------------------
def test_autosave_without_a_session_says_so_to_the_script(client):
    response = autosave(client, new_uuid7())
    assert response.status_code == 401 and "Masuk lagi" in json.loads(response.content)["detail"]
    assert not Draf.objects.exists()


def test_a_sheet_sent_after_the_session_ended_becomes_a_draft_and_no_keluhan(siti, siti_web):
    token, id = form_token(siti_web)
    siti_web.logout()
    response = siti_web.post(NEW, typed(id=id, tanda=token, uraian="Jangan hilang"))
    assert response.status_code == 302
    assert response["Location"] == f"/masuk/?next=%2Fkeluhan%2Fbaru%2F%3Fdraf%3D{id}"
    assert not Keluhan.objects.exists()
    assert "Jangan hilang" in page_of(browser(siti.petugas), id).content.decode()


def test_the_way_through_the_sign_in_leads_back_to_the_draft(siti, siti_web):
    token, id = form_token(siti_web)
    siti_web.logout()
    to_sign_in = siti_web.post(NEW, typed(id=id, tanda=token))["Location"]
    page = siti_web.get(to_sign_in).content.decode()
    assert f"/keluhan/baru/?draf={id}" in page


@pytest.mark.parametrize("token", ["", "palsu", "WzEsIng=:1:2"])
def test_without_the_token_of_a_real_page_nothing_is_kept(client, token):
    response = client.post(NEW, typed(tanda=token))
    assert response.status_code == 302 and not Draf.objects.exists()


def test_the_token_of_one_sheet_cannot_fill_another(siti, siti_web, client):
    token, id = form_token(siti_web)
    other = new_uuid7()
    client.post(NEW, typed(id=other, tanda=token))
    assert list(Draf.objects.values_list("pk", "petugas_id")) == [(Draf.objects.get(pk=id).pk, siti.petugas_id)]


def test_the_token_wears_out(siti_web, client, now):
    with time_machine.travel(now - timedelta(days=3)):
        token, id = form_token(siti_web)
    client.post(NEW, typed(id=id, tanda=token))
    assert not Draf.objects.exists()


def test_the_token_of_somebody_who_left_keeps_nothing(siti, siti_web, client):
    token, id = form_token(siti_web)
    siti.petugas.is_active = False
    siti.petugas.save()
    client.post(NEW, typed(id=id, tanda=token))
    assert not Draf.objects.exists()


def test_a_stale_page_token_keeps_what_was_typed(siti):
    web = Client(enforce_csrf_checks=True)
    web.force_login(siti.petugas, backend="django.contrib.auth.backends.ModelBackend")
    token, id = form_token(web)
    response = web.post(NEW, typed(id=id, tanda=token, uraian="Jangan hilang"))
    assert response.status_code == 302 and response["Location"] == f"{NEW}?draf={id}"
    page = web.get(response["Location"]).content.decode()
    assert "Jangan hilang" in page and "simpan sekali lagi" in page
    assert not Keluhan.objects.exists()


def test_a_forged_post_without_the_token_is_simply_refused(siti):
    web = Client(enforce_csrf_checks=True)
    web.force_login(siti.petugas, backend="django.contrib.auth.backends.ModelBackend")
    assert web.post(NEW, typed()).status_code == 403
    assert not Draf.objects.exists() and not Keluhan.objects.exists()


def test_a_stored_keluhan_cannot_be_turned_into_a_draft_again(siti, siti_web, now, client):
    token, id = form_token(siti_web)
    siti_web.post(NEW, typed(id=id, tanda=token))
    client.post(NEW, typed(id=id, tanda=token))
    assert not Draf.objects.exists() and Keluhan.objects.count() == 1
    assert a_keluhan(siti, now, nik="6271017108900001", no_kk="").pk != id
