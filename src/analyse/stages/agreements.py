"""Where each community stands: its answers, and how many passages are its own."""

from __future__ import annotations

from dataclasses import dataclass

from analyse.contracts import Agreement, AgreementAnswer, Json
from analyse.project import Project
from analyse.publication.communities import Told, communities, community_of, same
from analyse.stages.said import Finder
from analyse.steps import ingest
from analyse.store import Store


@dataclass(frozen=True, slots=True)
class CommunityStanding:
    """One community: everything it answered, and how many passages are held back or free."""

    name: str
    answers: tuple[Agreement, ...]
    passages: int

    @property
    def answer(self) -> AgreementAnswer | None:
        """The answer that stands, None when it was not asked."""
        return self.answers[-1].answer if self.answers else None

    @property
    def held(self) -> int:
        """Passages that are held back."""
        return 0 if self.answer is AgreementAnswer.GRANTED else self.passages

    def to_json(self) -> Json:
        """One object, as `--json` prints it."""
        return {
            "communaute": self.name,
            "reponse": self.answer.value if self.answer else None,
            "passages": self.passages,
            "retenus": self.held,
            "reponses": [
                {
                    "reponse": a.answer.value,
                    "quand": a.at,
                    "qui": a.author,
                    "reference": a.reference,
                }
                for a in self.answers
            ],
        }


def standing_agreements(project: Project, store: Store) -> list[CommunityStanding]:
    """Every community of `[communautes]`, in the order of the file.

    Raises:
        ConfigurationError: registre or participants cannot be understood.
    """
    known = communities(project.params.communautes.accord_requis)
    told = communities_told(project, store, asked=bool(known))
    documents = {document.id: document for document in store.documents()}
    count = dict.fromkeys((one.name for one in known), 0)
    for passage in store.passages():
        for one in community_of(passage, documents[passage.document_id], known, told):
            count[one.name] += 1
    mine: dict[str, list[Agreement]] = {one.name: [] for one in known}
    for agreement in store.agreements():
        for one in known:
            if same(one.name, agreement.community):
                mine[one.name].append(agreement)
    return [CommunityStanding(one.name, tuple(mine[one.name]), count[one.name]) for one in known]


def communities_told(project: Project, store: Store, *, asked: bool = True) -> Told:
    """Communities that the register and the roster tell.

    Raises:
        ConfigurationError: registre or participants cannot be understood.
    """
    if not asked:
        return Told()
    find = Finder(project, store, store.known_files())
    documents, persons = {}, {}
    if project.register:
        for row in ingest.read_register(project.register).rows:
            if row.communaute and find.document(row.fichier):
                documents[find.document(row.fichier)] = row.communaute
    if project.roster:
        numbers = {digest: number for number, digest in store.person_digests().items()}
        for entry in ingest.read_roster(project.roster):
            digest = find.person(entry.nom) if entry.communaute else ""
            if digest in numbers:
                persons[numbers[digest]] = entry.communaute
    return Told(documents, persons)
