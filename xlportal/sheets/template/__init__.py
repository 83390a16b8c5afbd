"""How the working workbook looks: every sheet drawn with XlsxWriter."""
