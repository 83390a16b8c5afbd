"""A month's counts as another system exported them: read, matched, put into the workbook."""
