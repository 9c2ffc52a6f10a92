"""What a page must be for everybody: accessible by axe, no wider than the screen, one heading, one title."""

from tests.look.test_gallery import AXE, AXE_TAGS

# Reads the page once, as a whole: the window is made as tall, so that sticky bars cover nothing.
_RUN = """async tags => (await axe.run(document, {runOnly: tags, resultTypes: ['violations']})).violations
    .map(each => [each.id, each.nodes.map(node => node.html.slice(0, 140))])"""


def violations(page, width=None):
    """[(rule, [html])] that axe finds at this width (or the present one)."""
    width = width or page.viewport_size["width"]
    page.set_viewport_size({"width": width, "height": 740})
    page.set_viewport_size({"width": width, "height": page.evaluate("document.documentElement.scrollHeight")})
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    return page.evaluate(_RUN, AXE_TAGS)


def sideways(page, width=320):
    """Pixels that the page is wider than the screen, with what sticks out."""
    page.set_viewport_size({"width": width, "height": 640})
    return page.evaluate(
        """width => document.documentElement.scrollWidth <= width ? [] : [...document.querySelectorAll('body *')]
           .filter(one => one.getBoundingClientRect().right > width + 1).map(one => one.outerHTML.slice(0, 120))
           .slice(0, 5).concat(String(document.documentElement.scrollWidth))""",
        width,
    )


def headings(page):
    """What is shown as first heading; a part of the page that waits hidden has one of its own."""
    return page.locator("h1:visible").all_inner_texts()
