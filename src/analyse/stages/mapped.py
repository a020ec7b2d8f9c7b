"""What the reading of notes tells the encrypted mapping of pseudonyms, when there is one.

The mapping itself is imported only when notes are read: whoever shows an analysis, the web app
first, never loads what opens it.
"""

from __future__ import annotations

from analyse.project import Project
from analyse.stages.batches import Keep
from analyse.store import Store


def keeper(project: Project, store: Store) -> Keep | None:
    """What keeps the people that are being numbered; None when the mapping was destroyed, or is
    here without its key: what it lacks is added when the key is back (`lacking`)."""
    from analyse.custody.mapping import Mapping, destroyed

    mapping = Mapping.of(project)
    return None if destroyed(store) or not mapping.usable else mapping.add


def lacking(project: Project, store: Store) -> set[str]:
    """Ids of documents that name people whom the mapping does not hold: to be read again.

    A machine that stopped between the mapping and the database, a mapping that was lost, or notes
    read while its key was away all come to this.
    """
    from analyse.custody.mapping import Mapping, destroyed

    mapping = Mapping.of(project)
    mapping.tidy()
    if destroyed(store) or not mapping.usable:
        return set()
    held, people = mapping.read(), store.pseudonyms()
    return store.naming([n for n, d in people.items() if n not in held or held[n].digest != d])
