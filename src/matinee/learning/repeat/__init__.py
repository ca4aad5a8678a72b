"""Coming back: purchase histories in, models of when and how much customers buy again out."""
