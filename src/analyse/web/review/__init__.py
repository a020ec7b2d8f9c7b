"""Relecture: what researchers read and decide."""

from fastapi import APIRouter

from analyse.web.navigation import Link

ROUTERS: tuple[APIRouter, ...] = ()
LINKS: tuple[Link, ...] = ()
