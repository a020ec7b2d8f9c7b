"""Peers that cannot share our environment, each in one of its own, made on demand.

A peer is a file of pinned requirements and a runner of the same name. Its environment, in the
system's temporary folder, borrows what ours already has (numpy, scikit-learn, torch) and installs
the rest beside: its own packages come first. Same numerical libraries, same vectors, same machine.
"""
