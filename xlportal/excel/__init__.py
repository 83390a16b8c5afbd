"""The one package that touches Excel: worksheet functions, buttons, and the macros behind them."""
