"""A breadth-first explicit-state checker over the real machines of the ledger.

Every interleaving of single store operations is run: kills with and without restart at any step,
claims that expire at any step, replies that are lost. The machines and the ledger functions are the
shipped ones; the store is a value that executes one primitive at a time.
"""
