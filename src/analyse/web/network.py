"""How phones of the same network reach this machine; nothing is sent to find it."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass

_VIRTUAL = re.compile(
    r"docker|veth|br-|virbr|vbox|virtualbox|vmnet|vmware|wsl|hyper-v|vethernet|tun|tap|tailscale"
    r"|zerotier|wireguard|^wg|utun",
    re.IGNORECASE,
)
"""Names of interfaces that lead to virtual machines, containers or tunnels, not to phones."""


@dataclass(frozen=True, slots=True)
class Address:
    """An IPv4 address of this machine and the name of its interface."""

    ip: str
    interface: str

    def url(self, port: int) -> str:
        """Address to type in a browser."""
        return f"http://{self.ip}:{port}"


def addresses() -> list[Address]:
    """IPv4 addresses other machines may reach, the likeliest for phones first."""
    import ifaddr

    found = [
        Address(str(ip.ip), adapter.nice_name)
        for adapter in ifaddr.get_adapters()
        for ip in adapter.ips
        if ip.is_IPv4
    ]
    return sorted((a for a in found if _reachable(a)), key=_order)


def _reachable(address: Address) -> bool:
    ip = ipaddress.ip_address(address.ip)
    return not (ip.is_loopback or ip.is_link_local or ip.is_unspecified)


def _order(address: Address) -> tuple[bool, bool, int, str]:
    # Home and venue routers give 192.168…; hotspots of phones 192.168… or 172.20…
    families = ("192.168.", "172.", "10.")
    rank = next((i for i, f in enumerate(families) if address.ip.startswith(f)), len(families))
    private = ipaddress.ip_address(address.ip).is_private
    return (bool(_VIRTUAL.search(address.interface)), not private, rank, address.ip)
