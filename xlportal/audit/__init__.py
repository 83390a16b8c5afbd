"""A published circular held against the one its workbook gives (spec section 7)."""
