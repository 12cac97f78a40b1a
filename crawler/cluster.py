"""The door to Ray: connecting, and running one function over many items with what they return in the order of their ends."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar
from urllib.parse import urlsplit

from crawler.exit_codes import ConfigurationError

R = TypeVar("R")

LOCAL = "local"  # the address that stands for this machine alone
_KNOCK = 10.0  # seconds for a connection to a cluster
_RETRIES = 20  # a task that takes its worker down every time must end some day


def connect(address: str) -> Any:
    """The module ray, connected to a cluster (`auto`, `host:port`, `ray://host:port`) or to a new one on this machine (`local`).

    Raises:
        ConfigurationError: Ray is not installed, or there is no cluster at the address.
    """
    try:
        import ray
    except ImportError:
        raise ConfigurationError("--ray needs Ray: pip install 'bullionbite[ray]'") from None
    if not ray.is_initialized():
        _knock(address)
        try:
            ray.init(address=address, log_to_driver=False, include_dashboard=False if address == LOCAL else None)
        except (ConnectionError, ValueError, RuntimeError) as error:
            raise ConfigurationError(f"no Ray cluster at {address}: {error}") from None
    return ray


def _knock(address: str) -> None:
    """Ray itself tries an address where nobody listens for many minutes.

    Raises:
        ConfigurationError: nobody does.
    """
    place = urlsplit(address if "://" in address else f"//{address}")
    try:
        if place.hostname and place.port:
            socket.create_connection((place.hostname, place.port), _KNOCK).close()
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"no Ray cluster at {address}: {error}") from None


def each(ray: Any, function: Callable[..., R], calls: Iterable[tuple[Any, ...]], cpus: float) -> Iterator[R]:
    """Call a function of a module once for each tuple of arguments, a task each; a task whose worker or node dies runs again, elsewhere.

    Args:
        ray: what `connect` gave.
        function: what it raises, this raises.
        calls: in the order in which they are to begin.
        cpus: processors that a task takes of its node's.

    Yields:
        What the function returns, in the order in which the tasks end.
    """
    task = ray.remote(function).options(num_cpus=cpus, max_retries=_RETRIES)
    waiting = [task.remote(*call) for call in calls]
    while waiting:
        ended, waiting = ray.wait(waiting, num_returns=1)
        yield from ray.get(ended)
