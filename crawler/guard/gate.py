"""Whether a host may be connected to at the addresses that its name leads to; one judge for every way of connecting."""

from __future__ import annotations

from collections.abc import Sequence

from crawler.guard.addresses import Allowance, host_name, is_literal, is_metadata, is_public


class Gate:
    """What operators opened, and the judgement of everything else."""

    def __init__(self) -> None:
        self._allowances: dict[object, Allowance] = {}
        self._inside_at_first: dict[tuple[str, int], bool] = {}

    def open(self, crawl: object, allowance: Allowance) -> None:
        """Open what the operator of a crawl named, until `close`."""
        self._allowances[crawl] = allowance

    def close(self, crawl: object) -> None:
        """Forget what the operator of a crawl opened."""
        self._allowances.pop(crawl, None)
        if not self._allowances:
            self._inside_at_first.clear()

    def objection(self, host: str, port: int, addresses: Sequence[str]) -> str:
        """The address for which a host must not be connected to, "" where nothing speaks against it.

        A name with one address inside is refused whole: it is not an honest name. The name of a start address may lead inside
        when it does so from the first (an intranet), never to where clouds hand out credentials, and one that led outside at
        first has been rebound when it leads inside later.
        """
        inside = next((address for address in addresses if not is_public(address)), "")
        if any(allowance.lists(host, port) for allowance in self._allowances.values()):
            return ""
        if not any(allowance.names(host, port) for allowance in self._allowances.values()):
            return inside
        if is_literal(host):
            return ""
        if metadata := next(filter(is_metadata, addresses), ""):
            return metadata
        allowed = self._inside_at_first.setdefault((host_name(host), port), bool(inside)) if addresses else True
        return "" if allowed else inside
