"""Cards of invitations as a phone sees them: every QR code is decoded, beside its own code."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from analyse.web import Role
from analyse.web.cards import cards, write_sheet
from browsers import come_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]

BASE = "http://192.168.1.20:8000"
PAPER = 699
"""Width of a Letter sheet within its margins (8.5 in less 2 × 16 mm), in CSS pixels."""


def decoded(page: Any) -> dict[str, str]:
    """Code written on each card → link that the QR code in its frame holds.

    Dark on light only: many phones read nothing else. Every code of the picture is in a frame.
    """
    picture = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("L")
    found = zxingcpp.read_barcodes(
        np.asarray(picture), formats=zxingcpp.BarcodeFormat.QRCode, try_invert=False
    )
    frames = page.evaluate(
        """[...document.querySelectorAll(".carte")].map((card) => {
             const {left, top, right, bottom} = card.getBoundingClientRect();
             return [card.querySelector("h2 small").textContent,
                     left + scrollX, top + scrollY, right + scrollX, bottom + scrollY];
           })"""
    )
    told: dict[str, str] = {}
    for code in found:
        at = code.position
        xs = [p.x for p in (at.top_left, at.top_right, at.bottom_left, at.bottom_right)]
        ys = [p.y for p in (at.top_left, at.top_right, at.bottom_left, at.bottom_right)]
        [inside] = [
            name
            for name, left, top, right, bottom in frames
            if left <= min(xs) and max(xs) <= right and top <= min(ys) and max(ys) <= bottom
        ]
        assert inside not in told
        told[inside] = code.text
    return told


@pytest.mark.parametrize("width", [360, 1280, PAPER])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_code_of_a_sheet_opens_its_own_invitation(new_page, site, tmp_path, width, scheme):
    """The sheet that the command writes, on a screen and as it is printed."""
    invited = [
        *site.sessions.invite(Role.VOLUNTEER, count=11),
        *site.sessions.invite(Role.RESEARCH, count=2),
        *site.sessions.invite(Role.ADMIN, once=True),
    ]
    sheet = tmp_path / "cartes.html"
    write_sheet(sheet, cards(invited, BASE), title="Événement")
    page = new_page(viewport={"width": width, "height": 1000}, color_scheme=scheme, offline=True)
    if width == PAPER:
        page.emulate_media(media="print")
    page.goto(sheet.as_uri())
    assert decoded(page) == {one.invitation.code: f"{BASE}/entrer#{one.token}" for one in invited}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_code_of_the_page_opens_its_own_invitation(new_page, live, scheme):
    """Cards made on the site: the link of each is the one listed to be copied, and it opens."""
    address, site = live
    [admin] = site.sessions.invite(Role.ADMIN, name="Une personne")
    page = new_page(viewport={"width": 1280, "height": 1000}, color_scheme=scheme)
    come_in(page, address, admin.token)
    page.goto(f"{address}/administration/invitations")
    page.fill("#nombre", "5")
    page.select_option("#adresse", address)
    with page.expect_navigation():
        page.get_by_role("button", name="Créer les invitations").click()
    listed = page.locator("details li").all_text_contents()
    links = dict(line.split("\u00a0: ", 1) for line in listed)
    assert len(links) == 5
    assert decoded(page) == links
    code, link = links.popitem()
    phone = new_page(viewport={"width": 360, "height": 740})
    come_in(phone, *link.split("/entrer#"))
    assert code in phone.content()
