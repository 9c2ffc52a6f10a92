"""A list as an Excel file: every cell is text or a date, never a formula, a link, or a number cut to 15 digits."""

from datetime import date
from io import BytesIO

import xlsxwriter

PLAIN = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
LONGEST = 32_767  # characters in one cell


def workbook(*, sheet, facts, head, rows):
    """The file as bytes: lines of `facts` on top, then `head` as (heading, width), then the rows of texts and days."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, PLAIN) as book:
        strong, day = book.add_format({"bold": True}), book.add_format({"num_format": "d mmm yyyy", "align": "left"})
        page = book.add_worksheet(sheet)
        for column, (_, width) in enumerate(head):
            page.set_column(column, column, width)
        for at, line in enumerate(facts):
            page.write_string(at, 0, line, strong if at == 0 else None)
        start = len(facts) + 1
        for column, (heading, _) in enumerate(head):
            page.write_string(start, column, heading, strong)
        for at, row in enumerate(rows, start=start + 1):
            for column, cell in enumerate(row):
                if isinstance(cell, date):  # a real one, so that the sheet can be sorted by it
                    page.write_datetime(at, column, cell, day)
                else:
                    page.write_string(at, column, str(cell)[:LONGEST])
        page.freeze_panes(start + 1, 0)
    return buffer.getvalue()
