"""Markers of what a passage does: agree, restrict, object; and of what a statement claims.

Regular expressions over `text.plain` (lower case, no accents, straight apostrophes). The families
follow the usual description of concession and restriction in French ("oui, mais", "sauf", "à
condition que", "ça dépend"), with the turns of spoken Québec French that note-takers keep.
"""

from __future__ import annotations

import re

_PLACES = (
    "ville|villes|campagne|rang|rangs|village|villages|centre|quartier|region|regions|metropole|"
    "montreal|plaine|lac|milieu rural|secteur|petites? (?:municipalites|places|communautes)"
)
_TIMES = (
    "semaine|fin de semaine|week-end|jour|soir|nuit|hiver|ete|automne|printemps|midi|matin|"
    "debut|vacances|noel|fin du mois"
)
_PEOPLE = (
    "jeunes|aines|plus vieux|femmes|hommes|gars|filles|familles|parents|enfants|ados|adultes|"
    "petits?|gros|grandes?|proprietaires|locataires|nouveaux|personnes|organismes|employeurs"
)

PASSAGE: tuple[tuple[str, str], ...] = (
    # restricts, concedes
    ("oui_mais", r"\b(?:oui|d'accord|vrai|bonne idee|pourquoi pas|bien|correct|pour)\b[^.?!]{0,60}"
     r"\b(?:mais|par contre|seulement|pourvu|a condition|sauf|si|quand)\b|^oui\b|, oui\b|\boui\."),
    ("mais", r"\b(?:mais|par contre|cependant|toutefois|pourtant|en revanche|quoique|bien que|"
     r"meme si|reste que|n'empeche|sauf que|a l'inverse)\b"),
    ("condition", r"\b(?:a condition|pourvu|seulement si|si et seulement|en autant|dans la mesure|"
     r"a moins|tant que|encore faut-il|ca prend|doit venir avec|avec de l'accompagnement|"
     r"avant d'|avant de|d'abord|commencer par|a l'essai)\b|\bsi (?:la|le|les|on|ca|c'est|elle)\b"),
    ("exception", r"\b(?:sauf|excepte|a part|hormis|a l'exception|pas partout|pas tous|pas toutes|"
     r"pas toujours|pas necessairement|pas pour tou\w+|pas dans (?:tous|toutes|chaque|les)|"
     r"presque|il reste (?:le|la|les|un|une)|moins (?:vrai|que|qu'en)|pas (?:chaque|seulement|"
     r"juste|que)|ce n'est pas (?:seulement|juste|que))\b"),
    ("ca_depend", r"\b(?:ca depend|depend (?:de|du|des|d')|selon (?:les?|la|l')|d'un (?:village|"
     r"endroit|milieu|territoire|quartier) a l'autre|variable|inegal\w*|partagee?s?|au cas par cas|"
     r"cas par cas|a geometrie)\b"),
    ("surtout", r"\b(?:surtout|seulement|uniquement|en particulier|principalement|avant tout|"
     r"plus (?:souvent|ou moins)|a peu pres|en partie|une partie|en bonne partie|souvent|parfois|"
     r"peut-etre|quelques|certains?|certaines|la plupart|plusieurs|une minorite|la moitie|"
     r"moitie-moitie|un peu|a peine)\b"),
    ("part_du_tout", rf"\b(?:pour|dans|chez|en|au|aux|a|l'|la|le|les|celles|ceux)\s?(?:l'|le |la |"
     rf"les |nos |des )?(?:{_PLACES}|{_TIMES}|{_PEOPLE})\b[^.;]{{0,50}}[;,.]"),
    ("opposition_interne", r"[;:.] ?(?:les autres|ailleurs|pour les autres|le reste|celles? |ceux |"
     r"l'hiver|l'ete|a l'exterieur|chez les|pour le|pour la|aujourd'hui|maintenant|depuis)|"
     r"\b(?:les autres|ailleurs|d'autres|tandis que|alors que)\b"),
    ("plutot", r"\b(?:plutot|au lieu|vaut mieux|mieux vaut|preferable|de preference|suffirai\w+|"
     r"ce serait deja|moins que|pas d'un coup|pas seulement)\b"),
    ("aussi_autre", r"\b(?:aussi|egalement|en plus|il faut aussi|ne suffit pas|ne suffira pas|"
     r"autre chose|autre affaire|autant|meme chose)\b"),
    # objects
    ("faux", r"\b(?:faux|pas vrai|au contraire|contrairement|exagere\w*|on exagere|mythe|cliche|"
     r"prejuge|legende|je ne crois pas|ne croit pas|a tort|on a tort|rien a voir|c'est l'inverse|"
     r"pas exact|inexact|se trompe\w*)\b"),
    ("contre", r"\b(?:est contre|suis contre|sont contre|contre (?:cette|l'idee|le projet|"
     r"commencer|d'autres)|on s'oppose|s'opposent|s'y oppose\w*|oppose\w*|pas d'accord|refus\w+|"
     r"ne fait pas consensus|pas de consensus|pas l'unanimite|ne fait pas l'unanimite|conteste\w*|"
     r"desaccord\w*|en deux|mauvaise (?:idee|piste)|pas une (?:bonne )?(?:idee|solution)|"
     r"pas la (?:solution|place))\b"),
    ("veut_pas", r"\b(?:(?:ne )?(?:veut|veulent|voulons|veux|souhait\w+) pas|pas besoin|n'a pas a|"
     r"n'ont pas a|on n'a pas|ne devrait pas|ne devraient pas|il ne faut pas|faut pas|surtout pas|"
     r"arret(?:er|ons|ez)|non (?:a|au|aux|merci)|jamais de|pas question|on ne touche pas|"
     r"a l'essai|a d'autres priorites|doit rester|doivent rester)\b"),
    ("ne_sert_a_rien", r"\b(?:ne (?:regle|change|donne|donnera|sert|servira|marche|remplace|"
     r"retarde|rapporte)\w*|rien donne|rien change|n'a rien|ca ne|n'aide\w* pas|sans resultat|"
     r"inutile|gaspillage|ne tient pas|coute trop|trop cher)\b"),
    ("plus_un_probleme", r"\b(?:n'est plus|ne sont plus|aucun probleme|pas (?:un|de) probleme|"
     r"(?:a|ont|est) (?:ete )?regle\w*|a cesse|jamais (?:eu|ete|on)|sans (?:difficulte|probleme|"
     r"misere)|tout va|va (?:tres )?bien|rien a redire|pas de misere|n'a pas change|il y en a (?:"
     r"assez|trop)|ne manqu\w+ pas)\b"),
    ("c_est_plutot", r"\b(?:c'est plutot|ce sont plutot|le vrai|la vraie|"
     r"c'est (?:la|le|les) [a-z]+ qui|ce n'est pas [^.]{3,40}, c'est|n'est pas l'obstacle|"
     r"pas a cause|pas ca qui)\b"),
    ("autant_toujours", r"\b(?:autant que|toujours autant|plus que jamais|mieux que|plus que|"
     r"tous les (?:jours|soirs)|chaque (?:semaine|jour|annee)|a tout le monde|"
     r"encore (?:plus|mieux)|meme (?:la|le|les|mon|ma|ceux))\b"),
    # agrees, witnesses
    ("nombre", r"\d|\b(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt|"
     r"trente|quarante|cinquante|soixante|cent|mille)\b"),
    ("tous", r"\b(?:tout le monde|tous|toutes|partout|personne|jamais|toujours|aucune?|chacun|"
     r"unanim\w*|consensus|s'entend\w*)\b"),
    ("temoin", r"\b(?:mon|ma|mes|je|j'ai|chez nous|nous autres|notre)\b"),
    ("propose", r"\b(?:il faut|faudrait|devrait|devraient|doit|que (?:le|la|les|l'|tout)|besoin|"
     r"demande|souhait\w+|on veut|on voudrait|propos\w+)\b|^[a-z]+(?:er|ir|re)\b"),
    ("denie", r"\b(?:pas|jamais|rien|aucune?|personne|ni|non)\b|^plus (?:de|d'|personne)|"
     r"\bn(?:e |')[^.;]{1,30}\bplus\b"),
    ("question", r"\?"),
)  # fmt: skip

STATEMENT: tuple[tuple[str, str], ...] = (
    ("absolu", r"\b(?:tous|toutes|toute la|tout le|partout|toujours|jamais|personne|aucune?|"
     r"chaque|premier|premiere|seuls?|seule|unique|ensemble de la population|consensus|rien)\b"),
    ("consensus", r"\b(?:consensus|unanim\w*|s'entend\w*|tout le monde|fait l'unanimite)\b"),
    ("denie", r"\b(?:pas|jamais|aucune?|personne|ni)\b|"
     r"\bn(?:e |')[^.;]{1,30}\bplus\b"),
)  # fmt: skip

PASSAGE_MARKERS = tuple((name, re.compile(pattern)) for name, pattern in PASSAGE)
STATEMENT_MARKERS = tuple((name, re.compile(pattern)) for name, pattern in STATEMENT)
