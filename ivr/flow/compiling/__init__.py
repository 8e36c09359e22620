"""From checked models to what calls run on: frozen, with every name resolved."""
