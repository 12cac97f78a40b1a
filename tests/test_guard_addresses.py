"""The address guard's tables: what is inside, what is outside, what the operator opened."""

from __future__ import annotations

import pytest

from crawler.guard import Allowance, is_public

INSIDE = """
127.0.0.1 127.255.255.254 0.0.0.0 0.1.2.3 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1 100.100.100.200
168.63.129.16 192.0.0.1 192.0.2.1 198.18.0.1 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255 192.88.99.1
:: ::1 ::7f00:1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::a00:1
2002:7f00:1:: 2002:a00:1::1 2001:0:4136:e378:8000:63bf:80ff:fffe fc00::1 fd00:ec2::254 fe80::1 fe80::1%eth0 fec0::1 ff02::1 2001:db8::1
localhost 0x7f.1 2130706433 example
""".split()

OUTSIDE = "1.1.1.1 8.8.8.8 93.184.216.34 172.32.0.1 100.128.0.1 2606:4700:4700::1111 2a00:1450:4001:81b::200e 64:ff9b::101:101".split()


@pytest.mark.parametrize("address", INSIDE)
def test_inside_addresses_are_refused(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_public_addresses_pass(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    ("host", "port", "covered"),
    [
        ("127.0.0.1", 8765, True),
        ("127.0.0.1", 8766, False),
        ("127.0.0.2", 8765, False),
        ("localhost", 8765, False),
        ("intranet.example", 80, True),
        ("INTRANET.example.", 80, True),
        ("intranet.example", 443, False),
        ("::1", 9000, True),
        ("open.example", 12345, True),
        ("one.example", 8080, True),
        ("one.example", 80, False),
    ],
)
def test_only_what_the_operator_named_is_open(host: str, port: int, covered: bool) -> None:
    urls = ("http://127.0.0.1:8765/", "http://intranet.example/x", "http://[::1]:9000/")
    assert Allowance.of(urls, ("open.example", "one.example:8080")).covers(host, port) is covered


def test_a_bad_entry_names_itself() -> None:
    with pytest.raises(ValueError, match=r"ADDRESS_GUARD_ALLOW: 'one.example:port'"):
        Allowance.of(hosts=["one.example:port"])
