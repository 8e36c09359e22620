"""Who asks, in which language, and in which form the answer is wanted."""

from collections.abc import Collection, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from math import isfinite

Networks = Collection[IPv4Network | IPv6Network]


def asker(peer: str, forwarded: str, proxies: Networks) -> str:
    """Return the address to count for whoever asks; of IPv6 the /64, which is one household's.

    `forwarded` is X-Forwarded-For. It is believed as far as it was written by `proxies`.
    """
    hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
    address = peer
    while hops and _is_in(address, proxies):
        address = hops.pop()
    try:
        known = ip_address(address)
    except ValueError:
        return peer
    if known.version == 6 and known.ipv4_mapped is not None:
        return str(known.ipv4_mapped)
    return str(known) if known.version == 4 else str(ip_network(f"{known}/64", strict=False))


def _is_in(address: str, networks: Networks) -> bool:
    try:
        known = ip_address(address)
    except ValueError:
        return False
    return any(known in network for network in networks)


def chosen_language(asked: str, accepted: str, languages: Sequence[str]) -> str:
    """Return the language named in the address, the best of Accept-Language, or the first."""
    wanted = [asked, *(tag for tag, _ in weighted(accepted))]
    for tag in wanted:
        if (found := _nearest(tag.lower(), languages)) is not None:
            return found
    return languages[0]


def wants_json(accepted: str) -> bool:
    """Tell whether Accept asks for JSON rather than for a page."""
    weights = dict(reversed(weighted(accepted)))
    return weights.get("application/json", 0.0) > weights.get("text/html", 0.0)


def weighted(header: str) -> Sequence[tuple[str, float]]:
    """Return what an Accept header lists and its weights, the best first; none of weight 0."""
    found = []
    for part in header.split(","):
        name, *parameters = (each.strip() for each in part.split(";"))
        weight = 1.0
        for parameter in parameters:
            if parameter.lower().startswith("q="):
                weight = _number(parameter[2:])
        if name and weight > 0:
            found.append((name.lower(), weight))
    return sorted(found, key=lambda each: -each[1])


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        return 0.0
    return number if isfinite(number) else 0.0


def _nearest(tag: str, languages: Sequence[str]) -> str | None:
    """Return the language itself, or the nearest more general one, or one of the same base."""
    known = {language.lower(): language for language in reversed(languages)}
    parts = tag.split("-")
    for length in range(len(parts), 0, -1):
        if (found := known.get("-".join(parts[:length]))) is not None:
            return found
    return next((known[each] for each in known if each.split("-")[0] == parts[0] != ""), None)
