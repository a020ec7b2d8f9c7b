"""Invitations to print: one card each, with a QR code, the address in clear and the code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import segno
from markupsafe import Markup

from analyse.web.pages import STATIC, Pages
from analyse.web.roles import Role
from analyse.web.sessions import Invited, moment

CARD_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


@dataclass(frozen=True, slots=True)
class Card:
    """What one card shows.

    Attributes:
        code: code of the invitation, "B-07".
        role: what it opens.
        address: page to open when a phone cannot scan, without the token.
        token: the token, in groups, to be copied by hand on that page.
        link: the address with the token, what the QR code holds.
        until: last day it can be used.
        once: whether it works only once.
        image: the QR code, an SVG element.
    """

    code: str
    role: Role
    address: str
    token: str
    link: str
    until: str
    once: bool
    image: Markup


def link(base: str, token: str) -> str:
    """The link of an invitation: its token is in the fragment, which browsers never send."""
    return f"{base}/entrer#{token}"


def cards(invited: Sequence[Invited], base: str) -> list[Card]:
    """Cards for invitations that were just made; `base` is the address of the site."""
    return [
        Card(
            code=one.invitation.code,
            role=Role(one.invitation.role),
            address=f"{base}/entrer",
            token=one.written,
            link=link(base, one.token),
            until=f"{moment(one.invitation.expires):%Y-%m-%d}",
            once=one.invitation.once,
            image=_image(link(base, one.token)),
        )
        for one in invited
    ]


def _image(content: str) -> Markup:
    # On white whatever the colours of the page: many phones do not read an inverted code.
    code = segno.make_qr(content, error="m")
    svg = code.svg_inline(omitsize=True, border=4, light="#fff", dark="#000")
    return Markup(svg)


def sheet(shown: Sequence[Card], *, title: str) -> str:
    """A page by itself, to print: no request, no script."""
    styles = "\n".join(
        (STATIC / name).read_text(encoding="utf-8") for name in ("socle.css", "access/cartes.css")
    )
    return Pages().render(
        "access/planche.html.jinja",
        cards=shown,
        project_title=title,
        css=Markup(styles),
        policy=CARD_POLICY,
    )


def write_sheet(path: Path, shown: Sequence[Card], *, title: str) -> None:
    """Write the sheet where only its owner can read it: whoever holds a card comes in."""
    from analyse.atomic import replace

    if not path.exists():
        path.touch(mode=0o600)
    path.chmod(0o600)
    replace(path, sheet(shown, title=title).encode())
