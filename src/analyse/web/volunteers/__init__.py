"""Validation: what volunteers answer on their phones."""

from fastapi import APIRouter

from analyse.web.navigation import Link

ROUTERS: tuple[APIRouter, ...] = ()
LINKS: tuple[Link, ...] = ()
