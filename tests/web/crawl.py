"""Every page a role can reach by following links, as a person would: new pages come along."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urldefrag, urljoin, urlsplit

from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from lxml import html
from starlette.routing import Match

from analyse.web import Role
from analyse.web.roles import declared

ASSETS = "/statique/{version}/{name:path}"
EACH = 3
"""Addresses visited of one route: the first ones met."""


UNLIKE = ("/campagnes/{number}",)
"""Routes whose pages differ much from one address to another."""


@dataclass
class Crawl:
    """What was found: route → addresses, with the last page of each."""

    visited: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    pages: dict[str, str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    @property
    def samples(self) -> list[str]:
        """One address of each route that answers by a page; all of those that are `UNLIKE`."""
        found: list[str] = []
        for route, addresses in self.visited.items():
            shown = [a for a in addresses if a in self.pages]
            found += shown if route in UNLIKE else shown[:1]
        return found


def pattern(app: FastAPI, path: str) -> str | None:
    """The route that answers a GET of `path`."""
    scope = {"type": "http", "method": "GET", "path": path, "headers": [], "query_string": b""}
    for route in app.routes:
        if isinstance(route, APIRoute) and route.matches(scope)[0] is Match.FULL:
            return route.path
    return None


def get_routes(app: FastAPI, role: Role) -> set[str]:
    """Routes that show something to a role."""
    return {
        route.path
        for route in app.routes
        if isinstance(route, APIRoute) and "GET" in (route.methods or ())
        if role in (declared(route) or ()) and route.path != ASSETS
    }


def crawl(app: FastAPI, client: TestClient, start: str = "/") -> Crawl:
    """Follow links from `start`; what does not answer 200 or a redirection is in `wrong`."""
    found, queue, seen = Crawl(), [start], {start}
    while queue:
        address = queue.pop(0)
        route = pattern(app, urlsplit(address).path)
        if route == ASSETS or (route and len(found.visited[route]) >= EACH):
            continue
        answer = client.get(address)
        if route is None or answer.status_code not in (200, 303, 307):
            found.wrong.append(f"{answer.status_code} {address}")
            continue
        found.visited[route].append(address)
        if "location" in answer.headers:
            targets = [answer.headers["location"]]
        elif answer.headers.get("content-type", "").startswith("text/html"):
            found.pages[address] = answer.text
            targets = list(_links(answer.text))
        else:
            targets = []
        for target in targets:
            absolute = urldefrag(urljoin(address, target)).url
            if absolute.startswith("/") and absolute not in seen:
                seen.add(absolute)
                queue.append(absolute)
    found.visited = {r: a for r, a in found.visited.items() if a}
    return found


def _links(text: str) -> Iterator[str]:
    page = html.fromstring(text)
    yield from page.xpath("//a/@href")
    yield from page.xpath("//link[not(@rel='icon')]/@href | //script/@src | //img/@src")
    for form in page.xpath("//form[not(@method) or translate(@method, 'GET', 'get')='get']"):
        yield form.get("action", "")
