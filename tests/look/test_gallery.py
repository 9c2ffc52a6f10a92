"""The components in a real browser, under the product's content policy: accessible, reachable, nothing lost."""

from pathlib import Path
from threading import Thread

import pytest

from tests.look import gallery

pytestmark = pytest.mark.browser

AXE = (Path(__file__).resolve().parents[1] / "vendor/axe.min.js").read_text()
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCREENS = {"desk": (1366, 768), "phone": (360, 740), "narrow": (320, 640), "zoom 200 %": (683, 384)}
WHOLE_PAGES = [name for name in gallery.PAGES if name != "panel"]


@pytest.fixture(scope="module")
def site():
    made = gallery.server()
    thread = Thread(target=made.serve_forever, daemon=True)
    thread.start()
    made.url = f"http://127.0.0.1:{made.server_port}/"
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


@pytest.fixture
def open_page(site, chromium):
    """Open a page of the gallery; fails at the end if the browser complained (a policy violation is a complaint)."""
    contexts, complaints = [], []
    site.posts.clear()
    site.answers.clear()

    def opened(name, screen="desk", **options):
        width, height = SCREENS[screen]
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            has_touch=screen in ("phone", "narrow"),
            locale="id-ID",
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{site.url}{name}/")
        return page

    opened.complaints = complaints
    opened.trouble_is_wanted = False  # a refused request is also a line in the console
    yield opened
    for context in contexts:
        context.close()
    assert opened.trouble_is_wanted or complaints == []


def violations(page):
    """axe on the whole page; the window is made as tall, so that sticky bars cover nothing."""
    width = page.viewport_size["width"]
    page.set_viewport_size({"width": width, "height": page.evaluate("document.documentElement.scrollHeight")})
    page.evaluate(AXE)
    found = page.evaluate("tags => axe.run(document, {runOnly: tags})", AXE_TAGS)["violations"]
    return [(each["id"], [node["html"][:100] for node in each["nodes"]]) for each in found]


@pytest.mark.parametrize("name", WHOLE_PAGES)
def test_every_page_fits_every_width(open_page, name):
    page = open_page(name)
    for width, height in SCREENS.values():
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("screen", ["desk", "phone"])
@pytest.mark.parametrize("name", WHOLE_PAGES)
def test_every_page_is_accessible(open_page, name, screen):
    assert violations(open_page(name, screen)) == []


SMALL_TARGETS = """least => [...document.querySelectorAll('.button, select, summary, .choice, .check, .tabs a, nav a, '
    + '.pick input, input:not([type=checkbox]):not([type=radio]):not([type=hidden]), .account-panel button')]
  .filter(e => e.offsetParent && !e.closest('.crumbs, .foot'))
  .map(e => [e, (e.matches('.pick input') ? e.parentElement : e).getBoundingClientRect()])
  .filter(([, box]) => box.height > 1 && Math.round(box.height) < least)
  .map(([e, box]) => e.outerHTML.slice(0, 80) + ' ' + box.height)"""


@pytest.mark.parametrize("name", ["home", "form", "queue", "case", "parts", "login"])
def test_thumbs_get_44_pixels_and_mice_24(open_page, name):
    assert open_page(name, "phone").evaluate(SMALL_TARGETS, 44) == []
    assert open_page(name, "desk").evaluate(SMALL_TARGETS, 24) == []


def test_the_policy_of_the_gallery_would_stop_an_inline_script(open_page):
    """The proof that the silence of the other pages means something."""
    page = open_page("home")
    page.evaluate("""() => { const s = document.createElement('script'); s.textContent = 'window.broken = 1';
                             document.body.append(s); document.body.setAttribute('style', 'margin:9px'); }""")
    assert page.evaluate("window.broken") is None
    assert len(open_page.complaints) == 2
    open_page.trouble_is_wanted = True


# --- desk: keys, panel, picking -----------------------------------------------------------------------------------

FRESH_ROWS = """() => {
  const rows = document.querySelector('#rows');
  rows.replaceChildren(...[...rows.children].map(row => row.cloneNode(true)));
}"""
ROW = "document.activeElement.closest('[data-row]')?.dataset.row"


def test_keys_walk_open_the_panel_and_come_back_to_the_row(open_page):
    page = open_page("queue")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("j")
    assert page.evaluate(ROW) == "k1"
    page.keyboard.press("Enter")
    page.wait_for_selector("#panel[open]")
    assert page.evaluate("document.activeElement.id") == "panel-title"
    assert violations(page) == []
    # Meanwhile the list was refreshed: the row is another element with the same key.
    page.evaluate(FRESH_ROWS)
    page.keyboard.press("Escape")
    page.wait_for_selector("#panel", state="hidden")
    assert page.evaluate(ROW) == "k1"


def test_the_next_case_opens_from_inside_the_panel(open_page):
    page = open_page("queue")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_selector("#panel[open]")
    with page.expect_response("**/panel/"):
        page.keyboard.press("Alt+ArrowDown")
    page.locator("#panel-title:focus").wait_for()  # the answer stands there, not only came
    page.keyboard.press("Escape")
    assert page.evaluate(ROW) == "k1"


def test_letters_typed_into_a_box_are_letters(open_page):
    page = open_page("queue")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("jx/k")
    assert page.input_value("#q") == "jx/k"
    assert page.locator(".picked").count() == 0


def test_single_keys_can_be_switched_off_and_enter_still_opens(open_page):
    page = open_page("queue")
    page.evaluate("document.body.dataset.shortcuts = 'off'")
    page.keyboard.press("j")
    assert page.evaluate(ROW) is None
    page.focus("tr[data-row=k0]")
    page.keyboard.press("x")
    assert page.locator(".picked").count() == 0
    page.keyboard.press("Enter")
    page.wait_for_selector("#panel[open]")


def test_one_row_is_in_the_tab_order(open_page):
    page = open_page("queue")
    assert page.evaluate("[...document.querySelectorAll('[data-row]')].filter(row => row.tabIndex === 0).length") == 1


def test_picking_a_range_shows_how_many(open_page):
    page = open_page("queue")
    assert page.is_hidden("[data-bulk]")
    page.keyboard.press("j")
    page.keyboard.press("x")
    for _ in range(3):
        page.keyboard.press("j")
    page.keyboard.press("Shift+X")
    assert page.inner_text("[data-bulk] b") == "4 dipilih"
    assert page.evaluate("document.querySelector('[data-pick-all]').indeterminate")
    page.keyboard.press("x")
    assert page.inner_text("[data-bulk] b") == "3 dipilih"


def test_a_risky_button_asks_first_and_no_is_the_first_answer(open_page, site):
    page = open_page("queue")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.click("text=Kembalikan >> nth=-1")
    assert page.inner_text("dialog[open] p").startswith("Kembalikan kasus")
    assert page.evaluate("document.activeElement.textContent") == "Batal"
    page.keyboard.press("Enter")
    assert site.posts == []
    page.click("[data-confirm]")
    with page.expect_response("**/queue/"):
        page.click("dialog[open] .danger")
    assert len(site.posts) == 1


def test_a_server_that_does_not_answer_is_said_loudly(open_page):
    page = open_page("queue")
    open_page.trouble_is_wanted = True
    page.route("**/panel/", lambda route: route.abort())
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    toast = page.locator(".toast")
    toast.wait_for()
    assert "Tidak tersambung" in toast.inner_text()


def test_without_script_rows_are_links_and_the_form_is_one_page(open_page):
    queue = open_page("queue", java_script_enabled=False)
    assert queue.get_attribute("tr[data-row=k0] a", "href") == "/case/"
    form = open_page("form", "phone", java_script_enabled=False)
    assert [form.locator(".step").nth(at).is_visible() for at in range(4)] == [True] * 4
    assert form.is_visible(".form-actions button")


# --- forms --------------------------------------------------------------------------------------------------------


def visible_steps(page):
    return page.locator(".step:visible h2").all_inner_texts()


def test_the_phone_shows_one_step_and_the_desk_all(open_page):
    assert visible_steps(open_page("form", "phone")) == ["Siapa yang butuh bantuan?"]
    assert len(visible_steps(open_page("form", "desk"))) == 4


def test_next_names_what_is_missing_and_keeps_what_was_typed(open_page):
    page = open_page("form", "phone")
    page.fill("#id_nik", "62710117")
    page.click("text=Lanjut")
    assert page.evaluate("document.activeElement.matches('[data-error-summary]')")
    assert page.locator("[data-error-summary] li").all_inner_texts() == [
        "Isi nama lengkap sesuai KTP.",
        "NIK harus 16 angka; ini baru 8.",
    ]
    assert violations(page) == []
    page.click("[data-error-summary] a >> nth=0")
    assert page.evaluate("document.activeElement.id") == "id_nama"
    page.keyboard.type("Siti Aminah")
    page.fill("#id_nik", "6271011708900003")
    page.click("text=Lanjut")
    assert visible_steps(page) == ["Apa keluhannya?"]
    page.go_back()
    assert visible_steps(page) == ["Siapa yang butuh bantuan?"]
    assert page.input_value("#id_nama") == "Siti Aminah"


def test_after_a_refusal_the_summary_has_the_focus_and_opens_the_hidden_step(open_page):
    page = open_page("form-errors", "phone")
    assert page.evaluate("document.activeElement.matches('[data-error-summary]')")
    assert visible_steps(page) == ["Siapa yang butuh bantuan?"]
    page.click("[data-error-summary] a >> text=Ringkasan")
    assert visible_steps(page) == ["Apa keluhannya?"]
    assert page.evaluate("document.activeElement.id") == "id_ringkasan"


@pytest.mark.parametrize("name", ["nik", "nama", "ringkasan"])
def test_a_field_says_its_error_to_screen_readers(open_page, name):
    page = open_page("form-errors")
    field = page.locator(f"#id_{name}")
    described = field.get_attribute("aria-describedby").split()
    assert field.get_attribute("aria-invalid") == "true"
    assert f"id_{name}_error" in described
    assert all(page.locator(f"[id='{each}']").count() == 1 for each in described)


def test_a_hurried_thumb_sends_once(open_page):
    page = open_page("form", "desk")
    sent = page.evaluate("""() => {
        let sent = 0;
        // The last to hear of it: what arrives here would leave the browser.
        addEventListener('submit', event => { sent += 1; event.preventDefault(); });
        const button = document.querySelector('.form-actions button');
        button.click(); button.click(); button.click();
        return sent;
    }""")
    assert sent == 1
    assert page.get_attribute(".form-actions button", "aria-disabled") == "true"


def test_leaving_with_unsaved_work_asks(open_page):
    page = open_page("form")
    page.fill("#id_nama", "Siti")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(page.url.replace("form", "home"))
    assert asked == ["beforeunload"]


def test_leaving_untouched_asks_nothing(open_page):
    page = open_page("form")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(page.url.replace("form", "home"))
    assert asked == []


@pytest.fixture
def draft_page(open_page, site):
    page = open_page("home")
    page.clock.install()
    page.goto(f"{site.url}form/")
    return page


def test_the_draft_is_saved_once_three_seconds_after_typing(draft_page, site):
    draft_page.fill("#id_nama", "Siti")
    draft_page.fill("#id_alamat", "Jl. Mahir Mahar")
    assert site.posts == []
    with draft_page.expect_response("**/draft/"):
        draft_page.clock.fast_forward(3100)
    draft_page.wait_for_selector("[data-draft-status]:text('Draf tersimpan')")
    assert [path for path, _ in site.posts] == ["/draft/"]
    assert b"Mahir Mahar" in site.posts[0][1]


@pytest.mark.parametrize("status", [403, 500, 302])
def test_a_draft_that_was_not_saved_is_said_loudly_and_tried_again(draft_page, site, status, open_page):
    site.answers["/draft/"] = status
    open_page.trouble_is_wanted = True
    draft_page.fill("#id_nama", "Siti")
    draft_page.clock.fast_forward(3100)
    draft_page.wait_for_selector("[data-draft-status][data-tone=late]")
    assert "BELUM tersimpan" in draft_page.inner_text("[data-draft-status]")
    site.answers.clear()
    with draft_page.expect_response("**/draft/"):
        draft_page.clock.fast_forward(10_100)
    draft_page.wait_for_selector("[data-draft-status]:text('Draf tersimpan')")


def test_counters_help_and_never_cut(open_page):
    page = open_page("form")
    page.fill("#id_ringkasan", "a" * 160)
    assert page.input_value("#id_ringkasan") == "a" * 160
    assert page.locator("#id_ringkasan + .count-left").inner_text() == "Terlalu panjang 10 huruf"
    page.fill("#id_nik", "6271011708900003")
    assert page.locator("#id_nik + .count-left").inner_text() == "6271 0117 0890 0003 · 16 angka ✓"


def test_the_password_can_be_looked_at(open_page):
    page = open_page("login")
    page.fill("#id_password", "rahasia")
    page.click("[data-reveal]")
    assert page.get_attribute("#id_password", "type") == "text"
    page.click("[data-reveal]")
    assert page.get_attribute("#id_password", "type") == "password"


def test_paper_gets_the_content_and_not_the_frame(open_page):
    page = open_page("case")
    page.emulate_media(media="print")
    assert page.is_visible("h1")
    assert page.is_visible(".timeline")
    assert page.is_hidden(".topbar")
    assert page.is_hidden(".page-head .button >> nth=0")


def test_the_account_menu_works_by_keyboard_alone(open_page):
    page = open_page("home")
    page.focus(".account > summary")
    page.keyboard.press("Enter")
    assert page.is_visible(".account-panel")
    assert violations(page) == []
    page.keyboard.press("Escape")
    assert page.is_hidden(".account-panel")
    assert page.evaluate("document.activeElement.matches('.account > summary')")
