"""Today's groups and yesterday's themes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from analyse.steps.lineage import KEEP, trace

CONTENTS = {str(i): f"texte {i}" for i in range(60)}


def people(*numbers: int) -> list[str]:
    return [str(n) for n in numbers]


def test_a_first_run_has_only_new_themes():
    """Without a yesterday, every group is new, and ids come from what was said."""
    groups = {0: people(1, 2, 3), 1: people(4, 5)}
    first = trace(groups, CONTENTS, {})
    assert set(first.status.values()) == {"nouveau"}
    assert trace({7: people(5, 4), 9: people(3, 1, 2)}, CONTENTS, {}).ids == {
        7: first.ids[1],
        9: first.ids[0],
    }


def test_the_same_groups_keep_their_ids():
    """Nothing changed: same ids, whatever the labels."""
    before = {"taaa": people(1, 2, 3), "tbbb": people(4, 5, 6)}
    after = trace({3: people(4, 5, 6), 8: people(1, 2, 3)}, CONTENTS, before)
    assert after.ids == {3: "tbbb", 8: "taaa"}
    assert set(after.status.values()) == {"même"}


def test_a_theme_that_takes_in_new_passages_has_grown():
    """New passages do not count against the resemblance: only what both days know does."""
    after = trace({0: people(1, 2, 3, 10, 11, 12, 13)}, CONTENTS, {"taaa": people(1, 2, 3)})
    assert after.ids == {0: "taaa"}
    assert after.status == {"taaa": "grandi"}


def test_a_theme_that_nobody_continues_is_silent():
    """Its passages went elsewhere: it is told, not forgotten."""
    before = {"taaa": people(1, 2, 3, 4), "tbbb": people(5, 6)}
    after = trace({0: people(1, 2, 3, 4, 5, 6)}, CONTENTS, before)
    assert after.ids == {0: "taaa"}
    assert after.status["tbbb"] == "silencieux"


def test_a_theme_that_splits_evenly_gives_its_id_to_one_part_at_most():
    """Two halves cannot both be the theme."""
    before = {"taaa": people(*range(10))}
    after = trace({0: people(*range(5)), 1: people(*range(5, 10))}, CONTENTS, before)
    assert len(set(after.ids.values())) == 2
    assert list(after.ids.values()).count("taaa") <= 1


groupings = st.lists(st.integers(0, 5), min_size=1, max_size=40).map(
    lambda labels: {
        label: [str(i) for i, own in enumerate(labels) if own == label] for label in set(labels)
    }
)


@given(today=groupings, yesterday=groupings)
def test_every_group_has_one_id_and_no_two_share_it(today, yesterday):
    """Ids are unique; a kept one is a mutual best match above the threshold."""
    before = {f"t{label:011}": members for label, members in yesterday.items()}
    found = trace(today, CONTENTS, before)
    assert set(found.ids) == set(today)
    assert len(set(found.ids.values())) == len(today)
    assert set(found.status) == set(found.ids.values()) | set(before)
    common = {m for g in today.values() for m in g} & {m for g in before.values() for m in g}
    for label, theme in found.ids.items():
        if theme in before:
            one, other = set(today[label]) & common, set(before[theme]) & common
            assert len(one & other) / len(one | other) >= KEEP


@given(today=groupings, yesterday=groupings, seed=st.randoms())
def test_order_does_not_matter(today, yesterday, seed):
    """The same groups in another order have the same ids."""
    before = {f"t{label:011}": members for label, members in yesterday.items()}
    mixed = list(today.items())
    seed.shuffle(mixed)
    shuffled = {label: seed.sample(members, len(members)) for label, members in mixed}
    turned = dict(reversed(before.items()))
    assert trace(shuffled, CONTENTS, turned).ids == trace(today, CONTENTS, before).ids
