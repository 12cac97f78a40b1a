"""What the walk over a page does at each tag, and which attributes it reads; in numbers too, for the compiled walk."""

from __future__ import annotations

# What the walk does at a tag; every other tag is a container.
SKIP, BREAK, IMAGE, LINK, INLINE, CONTAINER = range(6)
KINDS: dict[str, int] = {
    # Text in these is no part of the reading text: code, widgets, form values, fallbacks for old browsers, ruby pronunciation.
    **dict.fromkeys(
        "script style noscript template svg object select option button textarea canvas audio title head datalist rt rp "
        "annotation annotation-xml applet noframes meta link base param input area col hr".split(), SKIP,
    ),
    # These never end a block: phrasing content of the HTML standard and what old pages still use.
    **dict.fromkeys(
        "abbr acronym b basefont bdi bdo big blink cite code data del dfn em font i ins kbd label mark math mi mn mo ms mrow "
        "mfrac msup msub msqrt mtext semantics meter nobr output picture progress q ruby rb s samp small span strike strong "
        "sub sup time tt u var map slot wbr source track embed keygen o:p st1:place".split(), INLINE,
    ),
    **dict.fromkeys("img iframe video amp-img amp-iframe amp-video".split(), IMAGE),
    "a": LINK,
    "br": BREAK,
}  # fmt: skip
# The role a container gives to the blocks inside it; tags that are not named here hand down their parent's role.
ROLES = {
    **{f"h{level}": f"h{level}" for level in range(1, 7)},
    "li": "li", "blockquote": "quote", "pre": "pre", "xmp": "pre", "listing": "pre", "td": "cell", "th": "cell",
    "caption": "caption", "figcaption": "caption", "dt": "dt", "dd": "dd", "figure": "figure",
}  # fmt: skip
UNRULED = frozenset(("html", "body", "article"))
"""Tags that no rule takes away: too much would go with them."""
NAMING = ("itemprop", "role", "data-testid", "data-component")
"""Attributes besides id and class that say what an element is for, on sites whose class names are made up by a framework."""

NUMBERED_ROLES = ("other", "p", *dict.fromkeys(ROLES.values()))
NUMBERS = {
    tag: KINDS.get(tag, CONTAINER) + 8 * (tag in UNRULED) + 16 * (tag == "p") + 32 * NUMBERED_ROLES.index(ROLES.get(tag, "other"))
    for tag in (*KINDS, *ROLES, *UNRULED, "p")
}
"""By tag: what the walk does, 8 where no rule is asked, 16 for paragraphs, 32 times the number of the role."""
ATTRIBUTES = {name: number for number, name in enumerate(("class", "id", "href", "style", "aria-hidden", "hidden", *NAMING), 1)}
"""Attributes that the walk reads, numbered: class, id and address, what hides an element, what else names it."""
