"""Measurements: the engine beside the libraries people use today, and the service end to end.

Every workload runs all its contenders in one process and one run, in interleaved rounds, after a check that
their documents say the same. Nothing here is part of the program, and no test depends on a time.
"""
