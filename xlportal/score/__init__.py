"""From what was filed to scores, places and sums: spec section 2."""
