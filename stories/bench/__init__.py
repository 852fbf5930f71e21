"""The measurements: our pages and sweeps against a floor of the same kind, in one run, as ratios (PERFORMANCE.md).

Never a timed test: other work runs on the machine, so every figure is paired with its floor's, taken right before it.
"""
