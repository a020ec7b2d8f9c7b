"""Regular expressions of what is, of what is neither, and of headings."""

from __future__ import annotations

_DETERMINERS = (
    "le|la|les|l'|un|une|des|du|de la|de l'|ce|cet|cette|ces|mon|ma|mes|notre|nos|votre|vos|leur|"
    "leurs|son|sa|ses|chaque|plusieurs|certains|certaines|quelques|beaucoup de|tous les|toutes les"
)
_PARTICIPLE = r"[a-zà-ÿœ-]{2,}(?:é|ée|és|ées|i|ie|is|us|u|ue|ert|erte|it|ite)\b"

TELLS_OR_NEITHER: tuple[tuple[str, str], ...] = (
    # what is
    ("présentatif", r"\b(?:il y a|y a|il existe|il manque|c'est|ce sont|ça|il reste|on est)\b"),
    (
        "verbe_être_avoir",
        r"\b(?:est|sont|a|ont|était|étaient|avait|avaient|n'est|n'a|n'ont|ai|avons|sommes|reste|"
        r"restent|demeure|demeurent)\b",
    ),
    (
        "passé_composé",
        rf"\b(?:a|ont|avons|ai|est|sont|s'est|se sont|avait|été) (?:[a-z]+ )?{_PARTICIPLE}",
    ),
    (
        "décision_passée",
        r"\b(?:a|ont|avons|il a été) (?:été )?(?:décid|conven|adopt|organis|cré|mis |mise |lanc|"
        r"obten|sign|embauch|ouver|abol|regroup|réuss|sauv|permis|mandat)",
    ),
    (
        "prendre_acte",
        r"\b(?:prendre acte|reconnaître que|faut dire|admettre que|constat\w*|remarqu\w+|observ\w+|"
        r"force est|on (?:sent|voit|perçoit|note|dirait))\b",
    ),
    (
        "négation",
        r"\b(?:pas|plus personne|jamais|aucun|aucune|rien|ni|peu|trop|manque|faute|sans|absence)\b",
    ),
    (
        "difficulté",
        r"\b(?:difficil\w+|difficulté\w*|problème\w*|enjeu\w*|défi\w*|obstacle\w*|frein\w*|"
        r"lourd\w*|épuis\w+|fatigu\w+|isol\w+|pauvreté|fragil\w+|perd\w*|crain\w+|peur|pression|"
        r"pénurie|besoin\w*|attente|retard|délais?|cloisonn\w+|silos?|oblige\w*)\b",
    ),
    ("déterminant_initial", rf"^(?:{_DETERMINERS})(?:\b|(?<='))"),
    ("on_nous_initial", r"^(?:on|nous|je|j'|ils|elles|il|elle|tout le monde|les gens)\b"),
    ("nombre", r"\d|\b(?:deux|trois|quatre|cinq|six|dix|douze|vingt|trente|quarante|cent|mille)\b"),
    (
        "nombre_initial",
        r"^(?:\d|(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|douze|vingt|cent)\b)",
    ),
    (
        "repère_de_temps",
        r"\b(?:depuis|il y a|avant|auparavant|l'an passé|l'an dernier|en (?:19|20)\d\d|dernier|"
        r"dernière|déjà|maintenant|présentement|souvent|parfois|toujours|encore|quand)\b",
    ),
    ("imparfait", r"\b[a-zà-ÿœ]{3,}(?:ait|aient)\b"),
    ("nos_notre", r"\b(?:nos|notre|nous|on)\b"),
    (
        "chez_nous",
        r"\b(?:chez (?:nous|eux)|ici|sur le terrain|dans (?:les|nos) (?:rangs|"
        r"villages|quartiers))\b",
    ),
    ("guillemets", r"[«»“”\"]"),
    ("barre", r"[a-zà-ÿ]\s?/\s?[a-zà-ÿ]"),
    ("flèche_égal", r"=>|→|=|↔|->"),
    # neither
    (
        "définition",
        r"\b(?:désign\w+|signifie|on entend|se définit|est défini\w*|s'entend|réfère|consiste à|"
        r"est une? (?:regroupement|organisme|service|outil|programme|ensemble|obnl|approche|"
        r"organisation|instance|corporation|coopérative|méthode)|sont appelés|s'appelle|renvoie à|"
        r"abréviation|sigle|acronyme|est l'ensemble|au sens (?:de|large|strict|où)|"
        r"à ne pas confondre|(?:prise?s?|employée?s?|utilisée?s?) ici|"
        r"(?:notions?|définition|terme|expression|vocable) "
        r"(?:retenue?s?|utilisée?s?|employée?s?))\b",
    ),
    (
        "définition_nominale",
        r"^[^:,.]{2,60}(?: ?: |, c'est )(?:une? |l'|la |le |les )?(?:situation|"
        r"ensemble|travail|habileté|capacité|action|forme|"
        r"processus|mode|manière|façon|fait de|accès|service d|partie|état|démarche)",
    ),
    (
        "définition_est_un",
        r"^(?:le|la|l'|les|une?) ?[^,;:]{3,70}? (?:est|sont|constitue|"
        r"correspond à) (?:une?|des|l'|le|la) ?"
        r"[^.]*\b(?:qui|où|par (?:laquelle|lequel)|dont|dans (?:laquelle|lequel)|visant)\b",
    ),
    ("égalité_de_sigle", r"^[a-z0-9-]{2,10} ?: [a-zà-ÿ' -]+\.?$"),
    (
        "présentation_organisme",
        r"\b(?:a pour (?:mission|mandat|but)|regroupe|rassemble|réunit|"
        r"relève (?:de|du|d')|œuvre|fondée?|créée? en|offre (?:de|des|ses|du)|"
        r"compte (?:\d|[a-z]+ (?:membres|municipalités|employ|organismes))|"
        r"accueille|exist\w+ depuis|on (?:en )?(?:compte|dénombre)|se "
        r"décline\w*|s'articule\w*|intervient|"
        r"siège|membre (?:fondat\w+|du|de)|fondat\w+|(?:a|avait) pour (?:but|"
        r"objectif)|chargée? de|portent sur|dirige une|"
        r"(?:son|leur|notre) (?:mandat|mission)|se rencontrent|est (?:financée?|"
        r"gérée?|coordonnée?|composée?|formée?|membre|située?|mandataire)|"
        r"(?:je|elle|il) (?:suis|travaille|est (?:conseill|agent|direct|coordon|profess)))\b",
    ),
    (
        "méthode",
        r"\b(?:été (?:menée?s?|recueillie?s?|préparée?s?|rédigée?s?|"
        r"regroupée?s?|relue?s?|validée?s?|transcrite?s?)|"
        r"préparée? par|animée? (?:par|en)|réalisée?s? (?:par|entre|en|auprès)|"
        r"rapportée?s?|entrevues?|"
        r"sondage|tournée|exercice|activité|proviennent|empruntée?s?|"
        r"conservée?s?|présentée?s?|expliqué\w*|remise?s?|questionnaire|"
        r"dénombrement|données recueillies|votes?|gommettes|étoile|échantillon|"
        r"rédigée?s?|transcription|retranscri\w+|entretiens|groupes? de discussion|"
        r"reproduite?s?|photographiée?s?|transcrite?s?|"
        r"(?:réparti|divisé|regroupé|séparé|invité)e?s (?:en|dans|à|par)|notes prises|"
        r"(?:tableau|figure|graphique) \d)\b",
    ),
    (
        "logistique",
        r"\b(?:pause|dîner|plénière|horaire|ordre du jour|tour de table|animation|animat\w+|"
        r"panéliste\w*|conférenci\w+|prise de notes|notes?|compte rendu|consigne\w*|cartons?|"
        r"sous-groupe\w*|grand groupe|équipe \w+ ?:|minutes?|min|prochaine? (?:rencontre|étape|"
        r"atelier|forum)|inscription|suite|verso|annexe|page|diapo\w*|powerpoint|présentation|"
        r"présentera|mot de|bienvenue|clôture|remerci\w+|merci|applaudissements|"
        r"en ligne|enregistr\w+|"
        r"captation|écran|vidéo|capsule|feuille|secrétaire|rapporteu\w+|porte-parole|"
        r"séance|bloc|point (?:suivant|\d)|levée|lecture|adoption|ouvrages?|"
        r"varia|reprise? plus loin|clavardage|micro|babillard)\b",
    ),
    (
        "référence",
        r"https?:|www\.|@|\bp\. ?\d|\bpages?\b|\b(?:cf\.|source|lectures?|références?|guide|"
        r"cahier|tiré de|selon le document|disponibles?|bibliographie|chapitre|annexe|dépos\w+)\b|"
        r"\((?:19|20)\d\d\)",
    ),
    (
        "renvoi_initial",
        r"^(?:pour (?:aller plus loin|plus de|en savoir)|présences?\b|absences?\b|présente?s? ?:|"
        r"étaient présents|documents? joints?|légende|faute de temps|question posée|voir|lire|"
        r"consulter|cf|source|référence|pour info|rappel|à noter|note)\b",
    ),
    (
        "heure_date",
        r"\b\d{1,2} ?h(?: ?\d\d)?\b|\b\d{1,2} (?:janvier|février|mars|avril|mai|juin|juillet|"
        r"août|septembre|octobre|novembre|décembre)\b",
    ),
    ("masque", r"█"),
    (
        "civilité",
        r"^(?:m\.|mme|monsieur|madame|mmes|mm\.)(?:\s|$)|, (?:directrice|"
        r"directeur|coordonn\w+|agente?|"
        r"conseill\w+|maire|mairesse|préfète?|professeure?|présidente?)\b",
    ),
    (
        "liaison",
        r"^(?:voici|cela (?:dit|étant dit)|dans un autre ordre|pour (?:la suite|finir|terminer|"
        r"conclure)|passons|revenons|comme (?:mentionné|dit)|plusieurs (?:éléments|points|idées|"
        r"sujets)|en résumé|bref|point suivant|les échanges|la discussion|ce (?:texte|compte|"
        r"document|résumé)|cette (?:section|partie)|le présent )",
    ),
    ("deux_points_interne", r"\S\s?:\s\S"),
    ("deux_points_final", r":\s*$"),
    ("sans_point_final", r"[^.!?…»)]$"),
)

HEADINGS: tuple[tuple[str, str], ...] = (
    (
        "titre_pistes",
        r"\b(?:piste|pistes|solution|solutions|contribution|contributions|proposition|propositions|"
        r"recommandation|recommandations|idée|idées|levier|leviers|faire ensemble|que faire|"
        r"souhait|souhaits|attend|attendent|avenir|suite|offrir|apporter|"
        r"partager|retient|souhaité|souhaitée|engagement|engagements|action|"
        r"actions|conditions de|"
        r"moyens|gagnantes?|prochains pas|pourrait|pourrions|pourraient|peut-on|peuvent-ils|"
        r"peuvent-elles|faudrait|devrait|devrions|améliorer|rêve|rêver|demain)\b|\bcomment\b",
    ),
    (
        "titre_constats",
        r"\b(?:constat|constats|enjeu|enjeux|défi|défis|obstacle|obstacles|portrait|frein|freins|"
        r"problème|problèmes|besoins?|réalité|réalités|difficultés?|effets?|impacts?|bilan|forces?|"
        r"où en est|en est-on|vécu|observations?|état|ce qui (?:va|marche|"
        r"fonctionne|bloque|nuit))\b",
    ),
    ("titre_question", r"\?\s*$|^(?:comment|quel|quelle|quels|quelles|pourquoi|qu'est-ce)\b"),
    (
        "titre_présentation",
        r"\b(?:présentation|panélistes|déroulement|ordre du jour|références?|mot de|définitions?|"
        r"méthode|méthodologie|logistique|accueil et|bienvenue|horaire|"
        r"programme de|consignes?|mise en "
        r"contexte|plan de la|thèmes? (?:présentés?|abordés?)|sommaire|table "
        r"des matières|contenu|clôture|conclusion|suites?|lexique|glossaire|"
        r"mission|historique|qui sommes)\b",
    ),
    (
        "titre_questions_salle",
        r"\b(?:questions?|période de|interrogations|échanges avec la salle)\b",
    ),
    (
        "titre_personne",
        r"█|^(?:m\.|mme|monsieur|madame)\b|, (?:direct|coordon|agent|conseill|profess|organis)",
    ),
    ("titre_absent", r"^$"),
)
