"""The working workbook: where things stand in it, how it is read, how it is written."""
