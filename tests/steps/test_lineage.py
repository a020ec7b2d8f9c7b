"""Today's groups and earlier themes."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analyse.contracts import LineageStatus
from analyse.steps.lineage import BACK, KEEP, Before, Lineage, trace

CONTENTS = {str(i): f"texte {i}" for i in range(60)}
SAME, GROWN, MERGED = LineageStatus.SAME, LineageStatus.GROWN, LineageStatus.MERGED
SPLIT, NEW, SILENT = LineageStatus.SPLIT, LineageStatus.NEW, LineageStatus.SILENT


def people(*numbers: int) -> list[str]:
    return [str(n) for n in numbers]


def was(*numbers: int, silent: bool = False) -> Before:
    return Before((frozenset(people(*numbers)),), silent=silent)


def statuses(lineage: Lineage) -> dict[str, LineageStatus]:
    return {theme: relation.status for theme, relation in lineage.relations.items()}


def test_a_first_run_has_only_new_themes():
    """Without a yesterday, every group is new and sure, and ids come from what was said."""
    groups = {0: people(1, 2, 3), 1: people(4, 5)}
    first = trace(groups, CONTENTS, {})
    assert set(statuses(first).values()) == {NEW}
    assert {r.confidence for r in first.relations.values()} == {1.0}
    assert trace({7: people(5, 4), 9: people(3, 1, 2)}, CONTENTS, {}).ids == {
        7: first.ids[1],
        9: first.ids[0],
    }


def test_the_same_groups_keep_their_ids():
    """Nothing changed: same ids, whatever the labels, in full confidence."""
    before = {"taaa": was(1, 2, 3), "tbbb": was(4, 5, 6)}
    after = trace({3: people(4, 5, 6), 8: people(1, 2, 3)}, CONTENTS, before)
    assert after.ids == {3: "tbbb", 8: "taaa"}
    assert set(statuses(after).values()) == {SAME}
    assert {r.confidence for r in after.relations.values()} == {1.0}


def test_a_theme_that_takes_in_new_passages_has_grown():
    """New passages do not count against the resemblance: only what both days know does."""
    after = trace({0: people(1, 2, 3, 10, 11, 12, 13)}, CONTENTS, {"taaa": was(1, 2, 3)})
    assert after.ids == {0: "taaa"}
    assert statuses(after) == {"taaa": GROWN}
    assert (after.relations["taaa"].before, after.relations["taaa"].after) == (3, 7)


def test_a_theme_that_takes_another_in_is_merged():
    """The larger one keeps its id and names the other, which is silent and says where it went."""
    before = {"taaa": was(1, 2, 3, 4, 7, 8), "tbbb": was(5, 6, 9)}
    after = trace({0: people(1, 2, 3, 4, 5, 6, 7, 8, 9)}, CONTENTS, before)
    assert after.ids == {0: "taaa"}
    assert statuses(after) == {"taaa": MERGED, "tbbb": SILENT}
    assert after.relations["taaa"].others == ("tbbb",)
    assert after.relations["tbbb"].others == ("taaa",)


def test_a_theme_in_two_parts_is_split():
    """The larger part keeps the id, the other is new and says whose part it is."""
    after = trace(
        {0: people(*range(6)), 1: people(*range(6, 10))}, CONTENTS, {"taaa": was(*range(10))}
    )
    assert after.ids[0] == "taaa"
    part = after.ids[1]
    assert statuses(after) == {"taaa": SPLIT, part: SPLIT}
    assert after.relations["taaa"].others == (part,)
    assert after.relations[part].others == ("taaa",)


def test_a_theme_that_splits_evenly_gives_its_id_to_one_part_and_asks_people():
    """Two halves cannot both be the theme: one is, and a person is asked to look."""
    before = {"taaa": was(*range(10))}
    after = trace({0: people(*range(5)), 1: people(*range(5, 10))}, CONTENTS, before)
    assert len(set(after.ids.values())) == 2
    assert list(after.ids.values()).count("taaa") == 1
    kept = after.relations["taaa"]
    assert kept.doubtful
    assert "50\u00a0%" in kept.reason


def test_a_theme_that_was_silent_comes_back_under_its_id():
    """Its passages had gone to another theme; they are together again."""
    before = {"taaa": was(*range(12)), "tbbb": was(8, 9, 10, 11, silent=True)}
    after = trace({0: people(*range(8)), 1: people(8, 9, 10, 11)}, CONTENTS, before)
    assert after.ids == {0: "taaa", 1: "tbbb"}
    assert after.relations["tbbb"].back


def test_a_silent_theme_that_stays_silent_is_not_told_again():
    after = trace({0: people(1, 2, 3)}, CONTENTS, {"ta": was(1, 2, 3), "tb": was(9, silent=True)})
    assert set(after.relations) == {"ta"}


def test_a_merge_that_people_made_is_the_same_theme_however_the_machine_finds_it():
    """As found (two groups) or as people left it (one): the id is kept either way."""
    left = frozenset(people(1, 2, 3, 4, 5))
    before = {"taaa": Before((frozenset(people(1, 2, 3)), left)), "tbbb": was(4, 5)}
    apart = trace({0: people(1, 2, 3), 1: people(4, 5)}, CONTENTS, before)
    assert apart.ids == {0: "taaa", 1: "tbbb"}
    assert trace({0: people(1, 2, 3, 4, 5)}, CONTENTS, before).ids == {0: "taaa"}


def test_a_theme_whose_passages_left_is_known_by_its_centre_and_asks_people():
    """All notes were typed again: no passage is common, the meaning is."""
    old = np.array([1.0, 0.0])
    before = {"taaa": Before((frozenset(people(1, 2, 3)),), centre=old)}
    near, far = np.array([0.98, 0.199]), np.array([0.0, 1.0])
    groups = {0: people(11, 12, 13), 1: people(14, 15, 16)}
    after = trace(groups, CONTENTS, before, centres={0: far, 1: near})
    assert after.ids[1] == "taaa"
    assert after.relations["taaa"].doubtful
    assert "taaa" not in trace(groups, CONTENTS, before, centres={0: far, 1: far}).ids.values()


groupings = st.lists(st.integers(0, 5), min_size=1, max_size=40).map(
    lambda labels: {
        label: [str(i) for i, own in enumerate(labels) if own == label] for label in set(labels)
    }
)


def themes(groups: dict[int, list[str]], silent: int) -> dict[str, Before]:
    """Yesterday's themes; those whose label is `silent` or more were silent then."""
    return {
        f"t{label:011}": Before((frozenset(members),), silent=label >= silent)
        for label, members in groups.items()
    }


@given(today=groupings, yesterday=groupings, silent=st.integers(1, 6))
def test_every_group_has_one_id_and_no_two_share_it(today, yesterday, silent):
    """Ids are unique, every theme of yesterday is accounted for, and confidence is a share."""
    before = themes(yesterday, silent)
    found = trace(today, CONTENTS, before)
    assert set(found.ids) == set(today)
    assert len(set(found.ids.values())) == len(today)
    heard = {theme for theme, old in before.items() if not old.silent}
    assert set(found.relations) == set(found.ids.values()) | heard
    assert all(0.0 <= r.confidence <= 1.0 for r in found.relations.values())
    common = {m for g in today.values() for m in g} & {m for g in yesterday.values() for m in g}
    for label, theme in found.ids.items():
        if theme in before and not before[theme].silent:
            one = set(today[label]) & common
            kept = {m for t in heard for m in before[t].members[0]}
            one, other = one & kept, set(before[theme].members[0]) & common
            assert len(one & other) / len(one | other) >= KEEP
        elif theme in before:
            one, other = set(today[label]) & common, set(before[theme].members[0]) & common
            assert len(one & other) / len(one | other) >= BACK


@given(today=groupings, yesterday=groupings, seed=st.randoms())
def test_order_does_not_matter(today, yesterday, seed):
    """The same groups in another order have the same ids and relations."""
    before = themes(yesterday, 4)
    mixed = list(today.items())
    seed.shuffle(mixed)
    shuffled = {label: seed.sample(members, len(members)) for label, members in mixed}
    turned = dict(reversed(before.items()))
    assert trace(shuffled, CONTENTS, turned) == trace(today, CONTENTS, before)
