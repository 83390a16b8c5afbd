"""A published circular held against what the rules give (spec section 7)."""
