"""Asking all pages in turn, round after round, alone and eight at a time."""

import gzip
import random
import time
from concurrent.futures import ThreadPoolExecutor
from statistics import median, quantiles

from tests.bench.queries import Bare, statements

TOGETHER = 8
ALONE_TIMES, TOGETHER_TIMES, BARE_TIMES = 6, 3, 3


class Trial:
    """One page with everything measured of it."""

    def __init__(self, page):
        self.page = page
        self.browsers = [page.browser() for _ in range(TOGETHER)]
        body = page.ask(self.browsers[0])
        self.size, self.visit = len(gzip.compress(body, 6)), self.browsers[0].first_visit(body)
        self.sqls = statements(page)
        self.bare = Bare(page, self.sqls)
        self.times = {1: [], TOGETHER: []}
        self.spent = {1: {}, TOGETHER: {}}

    def alone(self, server):
        with server.cpu(self.spent[1]):
            for _ in range(ALONE_TIMES):
                self._ask(self.browsers[0], 1)

    def together(self, server, pool):
        with server.cpu(self.spent[TOGETHER]):
            list(pool.map(self._several, self.browsers))

    def _several(self, browser):
        for _ in range(TOGETHER_TIMES):
            self._ask(browser, TOGETHER)

    def _ask(self, browser, how):
        began = time.perf_counter()
        self.page.ask(browser)
        self.times[how].append((time.perf_counter() - began) * 1000)

    def found(self):
        figures = {"note": self.page.note, "queries": len(self.sqls), "gzip": self.size, "first_visit": self.visit}
        if self.bare.sqls and not self.bare.writes:
            figures["bare_sql_ms"], figures["bare_sql_queries"] = median(self.bare.times or [0]), len(self.bare.sqls)
        for how, times in self.times.items():
            spent = self.spent[how]
            figures[f"c{how}"] = {
                "median_ms": median(times), "p95_ms": quantiles(times, n=20)[-1],
                "app_ms": spent["app"] / len(times), "db_ms": spent["db"] / len(times),
            }  # fmt: skip
        return figures


def measure(pages, server, rounds):
    """{name: figures} of all pages."""
    trials = [Trial(page) for page in pages]
    _round(trials, server)  # every worker has seen every page
    for trial in trials:
        trial.times, trial.spent = {1: [], TOGETHER: []}, {1: {}, TOGETHER: {}}
    for _ in range(rounds):
        random.shuffle(trials)
        _round(trials, server)
    trials.sort(key=lambda trial: pages.index(trial.page))
    return {trial.page.name: trial.found() for trial in trials}


def _round(trials, server):
    for trial in trials:
        trial.alone(server)
        for _ in range(0 if trial.bare.writes else BARE_TIMES):
            trial.bare.run()
    with ThreadPoolExecutor(TOGETHER) as pool:
        for trial in trials:
            trial.together(server, pool)
