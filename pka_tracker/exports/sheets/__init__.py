"""Lists as sheets of workbooks; ``exports/workbook.py`` writes them."""
