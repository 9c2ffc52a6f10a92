"""How fast the pages are, as ratios within a run: `python -m tests.bench --help`. Not a test: no test times anything.

Every size has an embedded PostgreSQL and a demo city of its own; gunicorn runs as `bin/run` starts it. All pages are
asked in turn, round after round, so that whatever else the machine does falls on all of them alike.
"""
