"""What the pages of *relecture* show, computed from a snapshot: pure functions, no web, no store.

- `corpus`: what only the notes tell, kept from one decision to the next, search included;
- `model`: one snapshot, indexed;
- `overview`: the strip, the table of themes, its filters;
- `theme`: one theme, its neighbours, its words over days;
- `search`: full text, accents and forms forgiven;
- `cuts`: the tree cut coarser or finer, a theme cut along it;
- `figures`: plots, each with its table.
"""
