"""Rules, ledger, wording and problems as plain values: no input, no output, no Excel."""
