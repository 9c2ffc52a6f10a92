"""A household without a telephone of its own says how it was served: on paper, or when it is called."""

from datetime import timedelta

import pytest
from django.http import Http404

from puskesos import surveys
from puskesos.models import Jejak, Survei
from puskesos.refusals import IllegalMove, NotAllowed, Refused
from puskesos.surveys import NAMES
from tests.cases import heard

ALL = dict.fromkeys(NAMES, 3)


def page(keluhan):
    return f"/keluhan/{keluhan.pk}/survei/"


def test_the_answer_of_a_paper_is_written_down(cast, now, budi_web):
    keluhan, _ = heard(cast, now)
    assert page(keluhan) in budi_web.get(keluhan.get_absolute_url()).content.decode()
    sent = dict.fromkeys(NAMES, "4") | {"biaya": "", "cara": "KERTAS", "saran": "Antre terlalu lama"}
    assert budi_web.post(page(keluhan), sent).status_code == 302
    row = Survei.objects.get()
    assert (row.keluhan_id, row.cara, row.waktu, row.biaya, row.saran) == (
        keluhan.pk, "KERTAS", 4, None, "Antre terlalu lama",
    )  # fmt: skip
    assert Jejak.objects.filter(objek_id=str(row.pk), aksi="BUAT", petugas=cast.budi.petugas).exists()
    assert budi_web.get(page(keluhan)).status_code == 409


def test_nothing_typed_is_lost_when_something_is_missing(cast, now, budi_web):
    keluhan, _ = heard(cast, now)
    shown = budi_web.post(page(keluhan), {"waktu": "2", "saran": "Lebih cepat"})
    text = shown.content.decode()
    assert shown.status_code == 422 and "Lebih cepat" in text and not Survei.objects.exists()
    empty = budi_web.post(page(keluhan), {"cara": "TELEPON"})
    assert empty.status_code == 422 and "Pilih paling sedikit satu nilai" in empty.content.decode()


def test_who_handled_the_case_does_not_answer_for_the_household(cast, now, siti_web):
    """Siti told the family; it should not have to praise her to her face."""
    keluhan, _ = heard(cast, now)
    with pytest.raises(NotAllowed, match="tangani sendiri"):
        surveys.record(by=cast.siti, now=now, id=keluhan.pk, cara="KERTAS", nilai=ALL)
    assert siti_web.get(page(keluhan)).status_code == 403
    assert not Survei.objects.exists()


@pytest.mark.parametrize(
    ("name", "refused"), [("koor", NotAllowed), ("maya", NotAllowed), ("joko", Http404), ("hendra", Http404)]
)
def test_who_has_no_part_in_feedback_has_none_in_this(cast, now, name, refused):
    keluhan, _ = heard(cast, now)
    with pytest.raises(refused):
        surveys.record(by=getattr(cast, name), now=now, id=keluhan.pk, cara="KERTAS", nilai=ALL)


def test_once_and_not_long_after(cast, now):
    keluhan, _ = heard(cast, now)
    late = now + timedelta(days=91)
    with pytest.raises(IllegalMove):
        surveys.record(by=cast.budi, now=late, id=keluhan.pk, cara="KERTAS", nilai=ALL)
    surveys.record(by=cast.budi, now=now, id=keluhan.pk, cara="TELEPON", nilai=ALL)
    with pytest.raises(IllegalMove):
        surveys.record(by=cast.budi, now=now, id=keluhan.pk, cara="TELEPON", nilai=ALL)


def test_a_way_that_is_none_is_refused(cast, now, budi_web):
    keluhan, _ = heard(cast, now)
    assert budi_web.post(page(keluhan), {"cara": "HALAMAN", "waktu": "3"}).status_code == 422
    with pytest.raises(Refused):
        surveys.record(by=cast.budi, now=now, id=keluhan.pk, cara="KERTAS", nilai={"waktu": 5})
