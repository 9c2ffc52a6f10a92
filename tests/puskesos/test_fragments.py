"""Rows drawn without the template engine are as safe as those drawn with it."""

import pytest
from django.template import TemplateSyntaxError, engines
from django.utils.html import format_html

from puskesos import fragments
from puskesos.fragments import Fragment

NASTY = "<script>alert(\"'1'\")</script>{0}{nama}&"


@pytest.fixture
def template(monkeypatch):
    """Write a template in the test itself."""

    def of(text):
        monkeypatch.setattr(fragments, "get_template", lambda name: engines["django"].from_string(text))
        return Fragment("baris.html")

    return of


def test_what_people_typed_is_escaped_as_in_any_template(template):
    text = '<td title="{{ judul }}">{{ nama }} {x} {} %s</td>'
    values = {"judul": NASTY, "nama": NASTY}
    assert template(text)(**values) == engines["django"].from_string(text).render(values)


def test_a_part_that_is_safe_already_stays_as_it_is(template):
    part = format_html("<b>{}</b>", "A & B")
    assert template("<td>{{ nama }}</td>")(nama=part) == "<td><b>A &amp; B</b></td>"


def test_a_row_is_safe_html_for_the_page_around_it(template):
    row = template("<td>{{ nama }}</td>")(nama="A & B")
    page = engines["django"].from_string("{{ row }}").render({"row": row})
    assert page == "<td>A &amp; B</td>"


def test_a_forgotten_name_is_an_error_not_a_gap(template):
    with pytest.raises(KeyError):
        template("<td>{{ nama }}</td>")(name="Siti")


@pytest.mark.parametrize("text", ["{{ nama|safe }}", "{{ a.b }}", "{% if nama %}x{% endif %}", "{{ 'teks' }}"])
def test_anything_but_a_name_is_refused(template, text):
    with pytest.raises(TemplateSyntaxError):
        template(text)(nama="Siti")
