"""What stands between an analysis and its publication. Pure functions on contracts.

- `consents`: what each passage consents to, the most precise word first;
- `withdrawal`: a file without what was withdrawn, same length, nothing of it kept;
- `communities`: whose data need an agreement of their own;
- `candidate`: what would be published, and why the rest would not;
- `gates`: what lacks before it may be; one function per gate, in a list that grows;
- `recall`: what left the folder, and what of it must be taken back.
"""
