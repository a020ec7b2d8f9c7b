"""The stages of the pipeline: each reads state, runs steps, writes state.

`identity` tells which received file is which known document; `take_in` and `reading` turn files
into passages; `themes` turns passages into a run; `drafts` writes the draft fiches of a run.
"""
