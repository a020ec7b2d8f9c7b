"""Regular expressions of what asks and of what should be done."""

from __future__ import annotations

_NOT_INFINITIVES = (
    "atelier|premier|dernier|loyer|hiver|papier|quartier|avenir|loisir|plaisir|souvenir|désir|"
    "foyer|chantier|métier|dossier|calendrier|sentier|courrier|fichier|cahier|escalier|février|"
    "janvier|dîner|souper|déjeuner|leader|boîtier|fer|mer|cher|hier|particulier|entier|familier|"
    "financier|policier|ouvrier|infirmier|régulier|panier|milieu|ailleurs|trésor|soir|espoir|"
    "couloir|noir|devoir moral|cuir|tir|pair|chair|air|clair|enfer|ver|amer|super|dur|meneur"
)
_INFINITIVE = (
    rf"(?!(?:{_NOT_INFINITIVES})s?\b)(?:[a-zà-ÿœ-]{{2,}}(?:er|ir|oir)|"
    r"(?:re|dé|co|re-|co-)?(?:faire|mettre|permettre|promettre|transmettre|remettre|soumettre|"
    r"prendre|apprendre|comprendre|entreprendre|rendre|vendre|tendre|étendre|entendre|attendre|"
    r"défendre|suspendre|répandre|répondre|descendre|dire|lire|élire|écrire|inscrire|décrire|"
    r"construire|coconstruire|reconstruire|réduire|produire|introduire|traduire|conduire|"
    r"instruire|détruire|suivre|poursuivre|vivre|être|connaître|reconnaître|rejoindre|joindre|"
    r"atteindre|restreindre|convaincre|inclure|exclure|conclure|résoudre|débattre|combattre|"
    r"battre|perdre|rompre|croire|satisfaire|naître|paraître|survivre|plaindre|craindre))"
)
_ADVERB = (
    r"(?:[^,:]{3,30}, )?(?:(?:mieux|bien|ne pas|ne plus|toujours|aussi|vraiment|"
    r"d'abord|ensuite|donc|et|puis|"
    r"davantage) )?"
)

_STATE_NOUNS = (
    "roulement|vieillissement|isolement|épuisement|essoufflement|achalandage|étalement|éloignement|"
    "désengagement|découragement|désengagement|endettement|reddition|dépendance|confusion|tension|"
    "division|saturation|centralisation|multiplication|disparition|fermeture|diminution|baisse|"
    "augmentation|hausse|pression|démobilisation|dévitalisation|marginalisation|stigmatisation|"
    "discrimination|exclusion|concurrence|compétition|méfiance|fatigue|pénurie|manque|absence|perte|"
    "racisme|précarité|pauvreté|lourdeur|rareté|difficulté|difficultés|insécurité|détresse|exode|"
    "peu|pas|plus rien|trop|aucun|aucune|toujours les mêmes|rien|personne|zéro"
)
_ACTION_NOUNS = (
    r"(?:mise en|mise sur pied|mise à|prêt|partage|accès|ajout|soutien|appui|maintien|suivi|retour|"
    r"recours|plan|banque|alliance|guichet|fonds|budget|poste|comité|réseau|entente|ententes|"
    r"protocole|programme|trousse|circuit|circuits|tournée|formule|politique|projet|projets|"
    r"[a-zà-ÿ-]+(?:tion|sion|age|ement|ature))s?"
)
_GOOD = (
    "essentiel|essentielle|important|importante|nécessaire|primordial|crucial|indispensable|"
    "prioritaire|souhaitable|impératif|stratégique|pertinent|utile|intéressant|urgent|bon|bien|"
    "judicieux|grand temps|temps|capital|vital|gagnant|préférable"
)

ASKS_AND_PROPOSES: tuple[tuple[str, str], ...] = (
    # asks
    ("point_interrogation_final", r"\?[\s»\"')]*$"),
    ("point_interrogation_interne", r"\?.*[a-zà-ÿ]{3}[^?]*$"),
    (
        "ouverture_interrogative",
        r"^(?:et |mais |donc |alors |au fond, |concrètement, )?(?:est-ce qu|qu'est-ce|qui est-ce|"
        r"quels?\b|quelles?\b|comment\b|pourquoi\b|où\b|combien\b|à quo?i\b|à qui\b|à quel|"
        r"de quel|dans quel|sur quel|par où|pour qui|avec qui|jusqu'où|jusqu'à quel|en quoi|"
        r"vers quo?i|lequel|laquelle|lesquels|que (?:faire|faut-il|peut)|y a-t-il|peut-on|"
        r"faut-il|doit-on|qui (?!est la|sont les))",
    ),
    ("inversion", r"[a-zà-ÿ]+-(?:t-)?(?:il|elle|on|ils|elles|nous|vous|tu|je)\b"),
    (
        "question_rapportée",
        r"\b(?:(?:se|me|nous) demand(?:e|ent|ait|aient|ais|ons|é)\b|demand(?:e|"
        r"ent|ait|aient|ais|é|ons) (?:si|s'|comment|pourquoi|qui|ce qu|quand|où|"
        r"à "
        r"quel)|se question\w+|s'interrog\w+|reste à (?:savoir|voir|déterminer|comprendre)|"
        r"(?:ne|n'y) (?:sait|savent|sais) (?:pas|toujours pas|plus) (?:si|qui|comment|quand|où)|"
        r"question (?:est|demeure|reste) |(?:veut|veulent|voudrait|voudraient|aimerait|aimeraient|"
        r"voudrais|voulait) (?:savoir|comprendre)|à savoir si|question (?:ouverte|se pose|"
        r"de savoir)|se demander (?:si|s'|comment|pourquoi|qui|ce qu|quand|où)|"
        r"(?:mais|et) en quoi)",
    ),
    # should be done
    (
        "obligation",
        r"\b(?:doit|doivent|devons|devez|devrait|devraient|devrions|faut|faudrait|faudra|"
        r"devra|devront)\b",
    ),
    ("devoir_conditionnel", r"\b(?:devrait|devraient|devrions|faudrait|faudra)\b"),
    (
        "falloir_infinitif",
        rf"\b(?:faut|faudrait|faudra) (?:[a-zà-ÿ]+ )?(?:se |s'|y |en |les? |la |"
        rf"l'|leur )?{_INFINITIVE}\b",
    ),
    ("falloir_que", r"\b(?:faut|faudrait|faudra) qu"),
    (
        "falloir_nom",
        r"\b(?:faut|ça prend|ça prendrait|prend) (?:un|une|des|deux|trois|du|plus|\d+)\b",
    ),
    ("on_doit", r"\b(?:on|nous) (?:doit|devons|devrait|devrions)\b"),
    (
        "jugement_initial",
        rf"^(?:[a-zà-ÿ' ]+, )?(?:il|c'|ce) ?(?:est|serait|sera|était)?(?: donc| "
        rf"aussi| également| vraiment| très| "
        rf"tout)*(?: une?)? ?(?:{_GOOD}|bonne chose|bonne idée|y (?:a|"
        rf"aurait) (?:lieu|avantage|intérêt)|importe|convien\w+|"
        r"vaudrait mieux|vaut mieux)(?: de| d'| que| qu'|\b)",
    ),
    (
        "jugement",
        rf"\b(?:{_GOOD}|avantage|intérêt|lieu|mieux vaut|l'important) (?:de|d'|que|qu'|à)",
    ),
    (
        "conditionnel_proposition",
        r"\b(?:pourrait|pourraient|pourrions|gagnerait|gagneraient|gagnerions|mériterait|"
        r"mériteraient|(?:aurait|auraient|aurions) (?:avantage|intérêt)|serait (?:bon|bien|"
        r"intéressant|utile|important|pertinent|souhaitable|temps|essentiel|de|une bonne)|"
        r"il y aurait|vaudrait|conviendrait|le mieux|l'idéal|devrait être)\b",
    ),
    (
        "proposer",
        r"\b(?:demande(?:nt)? (?:que|qu')|propose\w*|sugg[èé]re\w*|"
        r"recommande\w*|souhaite\w*|(?:proposé|suggéré|recommandé) "
        r"(?:de|d'|que|qu'|par)|(?:avenue|option|voie|solution|formule|idée) "
        r"(?:prometteu|possible|réaliste|intéressante|à explorer|serait|est avancée)|"
        r"comme (?:une )?(?:solution|piste|avenue))",
    ),
    (
        "étiquette_piste",
        r"^(?:à faire|piste|idée|proposition|recommandation|suggestion|solution|"
        r"levier|souhait)s?\b",
    ),
    (
        "infinitif_initial",
        rf"^{_ADVERB}(?:se |s'|y |en |nous |les |leur |l'|lui )?(?!avoir|être|"
        rf"devoir|voir)(?:{_INFINITIVE})\b",
    ),
    (
        "infinitif_d_état_initial",
        r"^(?:ne (?:pas|plus) )?(?:avoir|être|devoir|vivre|se faire|se sentir|se loger)\b",
    ),
    (
        "infinitif_c_est",
        rf"^{_ADVERB}(?:se |s'|y |en )?{_INFINITIVE}\b.*\b(?:c'est|ça|oblige|"
        rf"demande|coûte|prend|donne|permet|rend|reste|change)\b",
    ),
    ("but_initial", rf"^(?:pour|afin de|en vue de) (?:[a-z]+ )?{_INFINITIVE}\b"),
    ("gérondif_initial", r"^(?:en |tout en )[a-zà-ÿœ']{3,}ant\b"),
    ("par_initial", r"^(?:par|grâce à|via|à travers|avec) (?:la|le|l'|les|un|une|des)\b"),
    ("que_subjonctif", r"^qu(?:e |'(?!est))"),
    (
        "impératif",
        r"^(?:[a-zà-ÿœ]{2,}(?:ons|ez))(?:-(?:nous|les|leur|y|en|vous|le|la))? (?!nous|vous)",
    ),
    (
        "nom_action_initial",
        rf"^(?!(?:{_STATE_NOUNS})\b)(?:une? |des |du |de la )?{_ACTION_NOUNS}\b",
    ),
    ("nom_d_état_initial", rf"^(?:{_STATE_NOUNS})\b"),
    ("indéfini_initial", r"^(?:un|une|des) "),
    ("plus_de_initial", r"^(?:plus|davantage|moins|assez|fini|stop) (?:de |d'|des |les )"),
    (
        "à_infinitif",
        rf"\bà {_INFINITIVE}(?=\s*(?:\(.*\))?\.?$|\s(?:avec|dans|aux|au|pour|plus|par|en))",
    ),
    (
        "plutôt_que",
        r"\b(?:plutôt que|plutôt qu'|au lieu de|au lieu d'|et non|pas juste|pas seulement)",
    ),
    (
        "verbe_levier",
        r"\b(?:miser|s'assurer|assurer|favoriser|encourager|outiller|renforcer|consolider|"
        r"développer|sensibiliser|accompagner|impliquer|mobiliser|simplifier|bonifier|"
        r"se donner|prévoir|penser à|tenir compte|mettre en)\b",
    ),
)
