"""Reading dashboard pages as people do: the numbers, and how long the lists behind them are."""

import re
from html import unescape


def figures(response):
    return {one.slug: one for one in response.context["figures"]}


def numbers(web, url="/dasbor/", **query):
    """{slug: text} of the big numbers."""
    return {slug: one.text for slug, one in figures(web.get(url, query)).items()}


def body(response):
    return unescape(response.content.decode())


def rows_behind(web, url):
    """How many rows a list holds, page after page."""
    many = 0
    while url:
        response = web.get(url)
        assert response.status_code == 200, url
        many += len(re.findall(r"<tr data-row=", response.content.decode()))
        following = re.search(r'href="(\?[^"]*cursor=[^"]*)"[^>]*rel="next"', body(response))
        url = following and url.split("?")[0] + following[1]
    return many


def links(html):
    """[(address, number)] of every number on a page that opens a list of cases or referrals."""
    found = []
    for address, inside in re.findall(
        r'<a href="((?:/kasus/|/rujukan/|/kotak-masuk/)\?[^"]*)"[^>]*>(.*?)</a>', html, re.S
    ):
        words = re.search(r"<title>[^<]*: ([\d.]+)", inside) or re.search(r"^(?:<[^>]*>)*([\d.]+)<", inside.strip())
        if words:
            found.append((unescape(address), int(words[1].replace(".", ""))))
    return found
