"""JSON-LD as sites write it, whole and broken."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from cleaners.jsonld import MAX_NODES, read_jsonld, read_values


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ('{"a": 1}', [{"a": 1}]),
        ('{"a": 1,}', [{"a": 1}]),
        ('<!-- {"a": "b"} -->', [{"a": "b"}]),
        ('//<![CDATA[\n{"a": "b"}\n//]]>', [{"a": "b"}]),
        ('/*<![CDATA[*/{"a": "b"}/*]]>*/', [{"a": "b"}]),
        ('{"a": "b"};', [{"a": "b"}]),
        ('{"h": "He said "no" and left", "b": 2}', [{"h": 'He said "no" and left', "b": 2}]),
        ('{"h": ""Quoted" start", "b": 2,}', [{"h": '"Quoted" start', "b": 2}]),
        ('{"h": "ends "quoted"", "b": 2,}', [{"h": 'ends "quoted"', "b": 2}]),
        ('{"l": ["p "q" r", "s"],}', [{"l": ['p "q" r', "s"]}]),
        ('{"h": "line\none", "b": 1}', [{"h": "line\none", "b": 1}]),
        ('{"a": 1}{"b": 2}', [{"a": 1}, {"b": 2}]),
        ('{"a": 1},\n{"b": 2}', [{"a": 1}, {"b": 2}]),
        ('{"a": {"b": "cut off he', [{"a": {"b": "cut off he"}}]),
        ('{"a": [1, 2,', [{"a": [1, 2]}]),
        ("{&quot;a&quot;: &quot;b&quot;}", [{"a": "b"}]),
        (r'{"a": "it\'s \x", "b": 1}', [{"a": "it's x", "b": 1}]),
        (r'{"a": "\ud83d\ude00",}', [{"a": "😀"}]),
        ('{"a": true, "b": null, "c": 1.5,}', [{"a": True, "b": None, "c": 1.5}]),
        ("", []),
        ("no json at all", []),
    ],
)
def test_values(script: str, expected: list[Any]) -> None:
    assert read_values(script) == expected


def nodes_of(*scripts: str) -> list[dict[str, Any]]:
    root = etree.Element("html")
    for text in scripts:
        etree.SubElement(root, "script", type="application/ld+json").text = text
    return read_jsonld(root.iter("script", "meta"))


def test_graphs_arrays_and_main_entities_become_nodes_in_order() -> None:
    found = nodes_of(
        '{"@graph": [{"@type": "WebPage", "mainEntity": {"@type": "NewsArticle"}}, [{"@type": "Person"}]]}',
        '[{"@type": "BreadcrumbList"}]',
    )
    assert [node.get("@type") for node in found] == [None, "WebPage", "NewsArticle", "Person", "BreadcrumbList"]


def test_cards_in_a_list_are_no_nodes_of_the_page() -> None:
    found = nodes_of('{"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle"}]}')
    assert [node["@type"] for node in found] == ["ItemList"]


def test_bounds() -> None:
    assert len(nodes_of(json.dumps([{"@type": "A"}] * (MAX_NODES * 2)))) == MAX_NODES
    assert nodes_of('{"@graph":' * 100_000)


@pytest.mark.parametrize(
    "script",
    ['{"a":"' + "x" * 400_000, '{"a":"' + '" ' * 200_000, "{" * 400_000, "[" * 400_000, '{"a' + '\\"' * 200_000, '{"a":1},' * 50_000, "/*" * 200_000, '{"a":"' + '","b' * 80_000],
    ids=range(8),
)
def test_hostile_scripts_end(script: str) -> None:
    assert isinstance(read_values(script), list)


JSON = st.recursive(st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=30), lambda inner: st.lists(inner, max_size=4), max_leaves=5)


@given(st.dictionaries(st.text(min_size=1, max_size=20), JSON, min_size=1, max_size=4))
def test_valid_json_is_read_as_it_is(value: dict[str, Any]) -> None:
    assert read_values(json.dumps(value)) == [value]


@given(st.text(alphabet='{}[]":,\\ anull1\n', max_size=200))
def test_any_text_is_read_without_error(text: str) -> None:
    read_values(text)


LD = '{"@context": "https://schema.org", "@type": "NewsArticle"}'


@pytest.mark.parametrize(
    ("html", "found"),
    [
        (f'<script type="application/ld+json">{LD}</script>', True),
        (f'<script type="application/LD+JSON">{LD}</script>', True),
        (f'<script type="application/ld+json; charset=utf-8">{LD}</script>', True),
        (f'<script type=" application/json+ld ">{LD}</script>', True),
        (f'<script type="application/ld&#x2B;json">{LD}</script>', True),
        (f'<script type="application/json">{LD}</script>', True),
        (f"""<script type="application/json">{LD.replace("//", chr(92) + "/" + chr(92) + "/")}</script>""", True),
        ('<script type="application/json">{"@type": "NewsArticle"}</script>', False),
        (f"<script>{LD}</script>", False),
        (f"<meta name='script:ld+json' content='{LD}'>", True),
        (f'<meta name="script:LD+JSON" content="{LD.replace(chr(34), "&quot;")}">', True),
        (f"<meta name='description' content='{LD}'>", False),
        ("<meta name='script:ld+json'>", False),
    ],
)
def test_where_it_stands(html: str, found: bool) -> None:
    nodes = read_jsonld(etree.HTML(f"<html><head>{html}</head><body><p>x</p></body></html>").iter("script", "meta"))
    assert [node["@type"] for node in nodes] == ["NewsArticle"] * found
