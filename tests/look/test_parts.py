"""The small includes say in words what their shape and colour say."""

from types import SimpleNamespace

import pytest
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.utils.html import strip_tags

from tests.look import gallery


def words(template, **context):
    return " ".join(strip_tags(render_to_string(f"parts/{template}.html", context)).split())


@pytest.mark.parametrize(
    ("days", "text", "tone"),
    [
        (5, "5 hari kerja lagi", "plain"),
        (1, "1 hari kerja lagi", "soon"),
        (0, "hari ini", "soon"),
        (-2, "lewat 2 hari kerja", "late"),
    ],
)
def test_a_deadline_in_words(days, text, tone):
    assert words("deadline", days=days) == text
    assert f'data-tone="{tone}"' in render_to_string("parts/deadline.html", {"days": days})


def test_a_paused_clock_names_its_reason_and_no_deadline_says_nothing():
    assert words("deadline", days=-9, paused="menunggu jadwal pusat") == "jeda: menunggu jadwal pusat"
    assert words("deadline") == ""


def test_the_pager_speaks_of_both_kinds_of_pages():
    assert words("pager", page=Paginator(range(128), 50).page(2)) == "51–100 dari 128 Sebelumnya Berikutnya"
    assert words("pager", page=Paginator(range(9), 50).page(1)) == ""
    keyset = render_to_string("parts/pager.html", {"page": SimpleNamespace(next="a+b", previous=""), "query": "tab=x&"})
    assert 'href="?tab=x&amp;cursor=a%2Bb"' in keyset or 'href="?tab=x&cursor=a%2Bb"' in keyset
    assert "Sebelumnya" not in keyset


def test_the_summary_links_every_mistake_to_its_field():
    form = gallery.wrong_form()
    html = render_to_string("parts/error_summary.html", {"form": form})
    for name in form.errors:
        assert f'href="#id_{name}' in html
    assert "NIK harus 16 angka; ini baru 11." in html
    assert "NIK: NIK harus" not in html


def test_an_untouched_form_has_no_summary():
    assert words("error_summary", form=gallery.good_form()) == ""


def test_only_what_may_stay_empty_is_marked():
    form = gallery.good_form()
    assert "(opsional)" in words("field", field=form["alamat"])
    assert "(opsional)" not in words("field", field=form["nama"])
    assert words("field", field=form["rt"], optional="-") == "RT"
    told = words("field", field=form["nik"], optional="boleh kosong bila belum punya")
    assert "(boleh kosong bila belum punya)" in told


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500", "503"])
def test_error_pages_stand_alone_and_say_what_happened_to_the_data(name):
    """Rendered with nothing at all, as Django does when everything else is broken."""
    page = render_to_string(f"{name}.html", {})
    text = strip_tags(page)
    assert any(promise in text for promise in ("Tidak ada data yang", "Belum ada yang tersimpan", "tetap aman"))
    assert 'href="/"' in page
