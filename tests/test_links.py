"""No page shows a link behind which its reader finds a closed door, or nothing."""

from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import resolve

from tests.access_matrix import MATRIX
from tests.ground import ground  # noqa: F401
from tests.test_access_matrix import address

# One reader of each kind; others of the same kind see the same pages.
READERS = ("siti", "maya", "joko", "hendra", "adi")
CLOSED = {401, 403, 404, 410, 500}
# These are no pages, or need more than an address.
NO_PAGE = ("api", "sehat-", "puskesos:berkas", "puskesos:pekerja", "puskesos:manifest", "rujukan:surat-pdf")


class Links(HTMLParser):
    """The addresses of a page that its reader can follow."""

    def __init__(self, page, html):
        super().__init__()
        self.page, self.found = page, set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        wanted = dict(attrs).get("href" if tag == "a" else "hx-get") or "#"
        whole = urlsplit(urljoin(self.page, wanted))
        if not wanted.startswith("#") and not whole.netloc and not whole.scheme:
            self.found.add(whole._replace(fragment="").geturl())


def pages(things):
    for name, row in MATRIX.items():
        if "GET" in row.methods and not name.startswith(NO_PAGE):
            yield address(name, row, things)


@pytest.mark.parametrize("person", READERS)
def test_every_link_leads_somewhere(cast, ground, person):  # noqa: F811
    web = getattr(cast, f"{person}_web")
    followed, dead = {}, []
    for page in pages(ground):
        answer = web.get(page)
        if answer.status_code == 200 and "html" in answer["Content-Type"]:
            for link in sorted(Links(page, answer.content.decode()).found):
                view = resolve(urlsplit(link).path).view_name
                if followed.setdefault(view, link) == link and (status := web.get(link).status_code) in CLOSED:
                    dead.append((page, link, status))
    assert dead == []
