"""The figures as tables that people read."""

HEAD = (
    "| page | queries | gzip KB | c=1 median / p95 ms | c=8 median / p95 ms | CPU ms app + db (c=1) | "
    "× floor | × floor, CPU | bare SQL ms | × bare SQL |\n|---|---|---|---|---|---|---|---|---|---|"
)


def as_markdown(found):
    parts = []
    for one in found:
        floor = one["pages"]["floor"]
        rows = [_row(name, page, floor) for name, page in one["pages"].items()]
        parts.append(f"### {one['size']:,} keluhan\n\n{HEAD}\n" + "\n".join(rows) + "\n")
    return "\n".join(parts)


def _row(name, page, floor):
    alone, together = page["c1"], page["c8"]
    bare = page.get("bare_sql_ms")
    cells = [
        name + (f" ({page['note']})" if page["note"] else ""), str(page["queries"]), f"{page['gzip'] / 1024:.1f}",
        f"{alone['median_ms']:.1f} / {alone['p95_ms']:.1f}", f"{together['median_ms']:.1f} / {together['p95_ms']:.1f}",
        f"{alone['app_ms']:.1f} + {alone['db_ms']:.1f}", f"{alone['median_ms'] / floor['c1']['median_ms']:.2f}",
        f"{_cpu(alone) / _cpu(floor['c1']):.2f}", f"{bare:.2f}" if bare else "–",
        f"{alone['median_ms'] / bare:.1f}" if bare else "–",
    ]  # fmt: skip
    return f"| {' | '.join(cells)} |"


def _cpu(figures):
    return figures["app_ms"] + figures["db_ms"]
