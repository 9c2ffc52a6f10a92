/* Behaviour of every signed-in page: row keys, side panel, toasts, confirm, copy, print, menus.
   The pages work without it: every row has a real link, every button a real form. */
(() => {
  "use strict";

  const find = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  /* ── Toasts: HX-Trigger: {"toast": {"text": "Rujukan terkirim.", "tone": "ok"}} ── */

  function toast(text, tone = "ok") {
    const region = find("#toasts");
    if (!region || !text) return;
    // A dialog is in the top layer; a toast outside it would lie underneath.
    (find("dialog[open]") || document.body).append(region);
    const close = make("button", { type: "button", textContent: "Tutup" });
    const note = make("div", { className: "toast" }, make("span", { textContent: text }), close);
    note.dataset.tone = tone;
    close.addEventListener("click", () => note.remove());
    region.append(note);
    // Bad news stays until it is read (WCAG 2.2.1).
    if (tone !== "late") setTimeout(() => note.remove(), 8000);
  }
  document.addEventListener("toast", (event) => toast(event.detail.text, event.detail.tone));

  /* ── Side panel: opens when htmx has filled it, gives the focus back to the row ── */

  const panel = find("#panel");
  const home = document.body;
  let opened = null; // key of the row whose panel is open

  const rows = () => all("[data-row]");
  const rowOf = (key) => rows().find((row) => row.dataset.row === key);

  function openPanel() {
    if (!panel.open) {
      const row = document.activeElement.closest("[data-row]");
      if (row) remember(row);
      panel.showModal();
    }
    const heading = find("[id='panel-title']", panel);
    const summary = find("[data-error-summary]", panel);
    if (summary) return summary.focus();
    if (heading) {
      heading.tabIndex = -1;
      heading.focus();
    }
  }

  function remember(row) {
    opened = row.dataset.row;
    all(".last-opened").forEach((old) => old.classList.remove("last-opened"));
    row.classList.add("last-opened");
  }

  if (panel) {
    panel.addEventListener("close", () => {
      home.append(find("#toasts") || "");
      find("#panel-body").replaceChildren();
      // By key, not by element: the row may have been swapped meanwhile.
      const row = rowOf(opened) || rows()[0];
      if (row) focusRow(row);
    });
    document.addEventListener("panel:close", () => panel.open && panel.close());
  }

  /* What is about to be replaced takes no more typing: the answer would swallow it. */
  let busyAt = null; // what had the focus

  document.addEventListener("htmx:beforeRequest", (event) => {
    const target = event.detail.target;
    if (!panel || !panel.open || target.id !== "panel-body") return;
    busyAt = document.activeElement;
    target.inert = true;
  });

  function freePanel() {
    const body = find("#panel-body");
    if (!body || !body.inert) return;
    body.inert = false;
    if (busyAt.isConnected) busyAt.focus();
  }
  document.addEventListener("htmx:afterRequest", freePanel);

  const swapped = (target) => {
    freePanel();
    if (panel && target && target.id === "panel-body" && target.childElementCount) openPanel();
    setUpRows();
  };
  document.addEventListener("htmx:afterSwap", (event) => swapped(event.detail.target));
  document.addEventListener("htmx:after:swap", (event) => swapped(event.detail.ctx && event.detail.ctx.target)); // htmx 4
  const unreachable = () => toast("Tidak tersambung ke server. Isian Anda masih ada di layar ini; coba lagi.", "late");
  document.addEventListener("htmx:sendError", unreachable);
  document.addEventListener("htmx:timeout", unreachable);
  document.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    if (status === 401 || status === 403) toast("Sesi habis atau bukan wewenang penugasan ini. Muat ulang halaman.", "late");
    else if (status === 404) toast("Kasus ini tidak ada lagi di daftar Anda. Muat ulang halaman.", "late");
    else toast("Server gagal menjawab. Isian Anda masih ada di layar ini; coba lagi.", "late");
  });

  /* ── Rows: one of them is in the tab order, J and K walk ── */

  function setUpRows() {
    const list = rows();
    const current = list.find((row) => row.tabIndex === 0 && row.hasAttribute("tabindex")) || list[0];
    list.forEach((row) => (row.tabIndex = row === current ? 0 : -1));
    countPicked();
  }

  function focusRow(row) {
    rows().forEach((other) => (other.tabIndex = other === row ? 0 : -1));
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  function step(by) {
    const list = rows();
    if (!list.length) return;
    const at = list.indexOf(document.activeElement.closest("[data-row]"));
    const start = at < 0 ? (by > 0 ? -1 : 0) : at;
    focusRow(list[Math.max(0, Math.min(list.length - 1, start + by))]);
  }

  function openNeighbour(by) {
    const list = rows();
    const row = list[list.indexOf(rowOf(opened)) + by];
    if (!row) return toast("Tidak ada kasus lagi di arah itu.", "info");
    remember(row);
    find("[data-open]", row).click();
  }

  /* Picking rows for a bulk action; Shift+X or Shift+click takes the range. */
  let lastPicked = null;

  function pick(box, range) {
    const boxes = all("[data-pick]");
    if (range && lastPicked) {
      const [from, to] = [boxes.indexOf(lastPicked), boxes.indexOf(box)].sort((a, b) => a - b);
      boxes.slice(Math.max(0, from), to + 1).forEach((each) => (each.checked = box.checked));
    }
    lastPicked = box;
    countPicked();
  }

  function countPicked() {
    const boxes = all("[data-pick]");
    const picked = boxes.filter((box) => box.checked).length;
    boxes.forEach((box) => box.closest("tr, li").classList.toggle("picked", box.checked));
    all("[data-picked-count]").forEach((place) => (place.textContent = picked));
    all("[data-bulk]").forEach((bar) => (bar.hidden = !picked));
    const every = find("[data-pick-all]");
    if (every) {
      every.checked = picked > 0 && picked === boxes.length;
      every.indeterminate = picked > 0 && picked < boxes.length;
    }
  }

  /* ── Keys. Never inside inputs, and off when the officer switched them off (WCAG 2.1.4) ── */

  const typing = (element) =>
    element.isContentEditable || element.matches("textarea, select, input:not([type=checkbox]):not([type=radio])");

  const actions = {
    j: () => step(1),
    k: () => step(-1),
    x: (row, event) => {
      const box = row && find("[data-pick]", row);
      if (!box) return false;
      box.checked = !box.checked;
      pick(box, event.shiftKey);
    },
    "/": () => {
      const box = find("[data-search]");
      if (box) box.focus();
      else return false;
    },
    "?": () => {
      const help = find("#keys");
      if (help) help.showModal();
      else return false;
    },
  };

  document.addEventListener("keydown", (event) => {
    const dialog = find("dialog[open]");
    if (event.altKey && /^Arrow(Down|Up)$/.test(event.key) && dialog === panel && panel) {
      event.preventDefault();
      return openNeighbour(event.key === "ArrowDown" ? 1 : -1);
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const row = event.target.closest("[data-row]");
    if (event.key === "Enter") {
      const link = row === event.target && find("[data-open]", row);
      if (link) {
        event.preventDefault();
        link.click();
      }
      return;
    }
    if (document.body.dataset.shortcuts === "off") return;
    const key = event.key.toLowerCase();
    // A key named on a button or choice (data-key="c"), first in the row, then on the page or in the open dialog.
    const named =
      (key === "r" && row && find("[data-refer]", row)) ||
      all(`[data-key="${CSS.escape(key)}"]`, dialog || document).find((element) => element.offsetParent !== null);
    if (named) {
      event.preventDefault();
      named.focus();
      return named.click();
    }
    if (!dialog && actions[key] && actions[key](row, event) !== false) event.preventDefault();
  });

  /* ── Clicks ── */

  let confirmed = null;

  function ask(element) {
    const yes = make("button", { type: "button", className: "button danger", textContent: element.dataset.confirmYes || "Ya, lanjutkan" });
    const no = make("button", { type: "button", className: "button secondary", textContent: "Batal" });
    const text = make("p", { textContent: element.dataset.confirm, id: "confirm-text" });
    const dialog = make("dialog", {}, text, make("div", { className: "actions" }, yes, no));
    dialog.setAttribute("aria-labelledby", "confirm-text");
    dialog.addEventListener("close", () => {
      dialog.remove();
      element.focus();
    });
    no.addEventListener("click", () => dialog.close());
    yes.addEventListener("click", () => {
      dialog.close();
      confirmed = element;
      element.click(); // once more, so that the form knows its submitter
      confirmed = null;
    });
    document.body.append(dialog);
    dialog.showModal();
    no.focus(); // the harmless answer
  }

  // Capture: before htmx and before the form hears of it.
  document.addEventListener("click", (event) => {
    const risky = event.target.closest("[data-confirm]");
    if (risky && risky !== confirmed) {
      event.preventDefault();
      event.stopImmediatePropagation();
      ask(risky);
    }
  }, true);

  async function copy(button) {
    const source = find(button.dataset.copy);
    const text = (source.value || source.textContent).trim();
    try {
      await navigator.clipboard.writeText(text);
      toast("Disalin: " + text);
    } catch {
      // No clipboard without https: select it, so that Ctrl+C does it.
      getSelection().selectAllChildren(source);
      toast("Belum disalin. Teks sudah ditandai; tekan Ctrl+C.", "info");
    }
  }

  function reveal(button) {
    const input = find(button.dataset.reveal);
    const show = input.type === "password";
    input.type = show ? "text" : "password";
    button.setAttribute("aria-pressed", show);
    button.firstChild.textContent = show ? "Tutup" : "Lihat";
  }

  document.addEventListener("click", (event) => {
    const on = (selector) => event.target.closest(selector);
    let element;
    if ((element = on("[data-close]"))) element.closest("dialog").close();
    else if (on("[data-print]")) print();
    else if ((element = on("[data-copy]"))) copy(element);
    else if ((element = on("[data-reveal]"))) reveal(element);
    else if ((element = on("[data-pick]"))) pick(element, event.shiftKey);
    else if ((element = on("[data-pick-all]"))) {
      all("[data-pick]").forEach((box) => (box.checked = element.checked));
      countPicked();
    } else if ((element = on("[data-show]"))) find(element.dataset.show).showModal();
    all("details[data-menu][open]").forEach((menu) => menu.contains(event.target) || (menu.open = false));
    // A click beside the panel closes it, like Esc.
    if (event.target === panel) panel.close();
  });

  document.addEventListener("keyup", (event) => {
    const menu = event.key === "Escape" && find("details[data-menu][open]");
    if (menu) {
      menu.open = false;
      find("summary", menu).focus();
    }
  });

  /* On paper the numbers stand beside their chart. */
  const folded = () => all("details.chart-data:not([open])");
  let unfolded = [];
  addEventListener("beforeprint", () => (unfolded = folded()).forEach((table) => (table.open = true)));
  addEventListener("afterprint", () => unfolded.forEach((table) => (table.open = false)));

  all("[data-reveal], [data-needs-js]").forEach((button) => (button.hidden = false));
  setUpRows();
})();
