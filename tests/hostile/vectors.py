"""Active content in every dress: vectors of the classes on DOMPurify's and OWASP's public lists, in our own spelling."""

from __future__ import annotations

from itertools import product

SCRIPTS = (
    "<script>alert(1)</script>", "<ScRiPt>alert(1)</sCrIpT>", "<script src=//e.example/x.js></script>", "<script/x>alert(1)</script>", "<script\n>alert(1)</script\n>",
    "<<script>alert(1)//<</script>", "<script>alert(1)", "<script type=module>import 'x'</script>", "<svg><script>alert(1)</script></svg>", "<math><mtext><script>alert(1)</script></mtext></math>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>", "<style><img src=x onerror=alert(1)></style>", "<style>@import 'javascript:alert(1)'</style>",
    "<template><script>alert(1)</script></template>", "<iframe src=javascript:alert(1)></iframe>", "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object>", "<embed src=javascript:alert(1)>", "<applet code=x></applet>", "<base href=javascript:alert(1)//>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>", "<link rel=stylesheet href=javascript:alert(1)>", "<xml><script>alert(1)</script></xml>",
    "<!--<img src=--><img src=x onerror=alert(1)//>", "<comment><img src=</comment><img src=x onerror=alert(1)//>", "<![CDATA[<script>alert(1)</script>]]>",
    "<plaintext><script>alert(1)</script>", "<title><script>alert(1)</script></title>", "<textarea><script>alert(1)</script></textarea>", "<xmp><script>alert(1)</script></xmp>",
    "&lt;script&gt;alert(1)&lt;/script&gt;", "&#60;script&#62;alert(1)&#60;/script&#62;", "&amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt;",
    "<a><svg><script>alert(1)</script></a>", "<table><script>alert(1)</script></table>", "<select><script>alert(1)</script></select>", "<frameset onload=alert(1)>",
)  # fmt: skip
HANDLERS = (
    "<img src=x onerror=alert(1)>", "<img src=x onerror\n=\nalert(1)>", "<img/src=x/onerror=alert(1)>", "<IMG SRC=x ONERROR=alert(1)>", "<img src='x'onerror='alert(1)'>",
    "<img src=x onerror=&#97;lert(1)>", "<svg onload=alert(1)>", "<svg/onload=alert(1)//", "<svg><animate onbegin=alert(1) attributeName=x dur=1s>", "<svg><set onbegin=alert(1)>",
    "<body onload=alert(1)>", "<p onmouseover=alert(1)>hover</p>", "<b onclick=alert(1)>bold</b>", "<a onclick=alert(1) href=/x>link</a>", "<div style='width:expression(alert(1))'>x</div>",
    "<div style='background:url(javascript:alert(1))'>x</div>", "<input onfocus=alert(1) autofocus>", "<select onfocus=alert(1) autofocus></select>", "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video>", "<audio src=x onerror=alert(1)></audio>", "<marquee onstart=alert(1)>x</marquee>", "<form action=javascript:alert(1)><button>x</button></form>",
    "<button formaction=javascript:alert(1)>x</button>", "<isindex action=javascript:alert(1)>", "<td background=javascript:alert(1)>x</td>", "<li onclick=alert(1)>x</li>",
    "<blockquote onclick=alert(1)>x</blockquote>", "<code onclick=alert(1)>x</code>", "<pre onclick=alert(1)>x</pre>", "<h2 onclick=alert(1) id=x>x</h2>", "<ol start='1\" onclick=alert(1)'><li>x</ol>",
    "<math href=javascript:alert(1)>x</math>", "<x onclick=alert(1)>x</x>", "<a id=x tabindex=1 onfocus=alert(1)>x</a>", "<p data-x='\"><img src=x onerror=alert(1)>'>x</p>",
    "<img alt='\"><script>alert(1)</script>' src=x.png>", "<p title='</p><script>alert(1)</script>'>x</p>", "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>", "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<math></p><style><!--</style><img src/onerror=alert(1)>", "<noembed><img title='</noembed><img src onerror=alert(1)>'></noembed>",
)  # fmt: skip
ADDRESSES = (
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)", "java\nscript:alert(1)", "java\rscript:alert(1)", "&#106;avascript:alert(1)",
    "&#x6A;avascript&colon;alert(1)", "javascript&#58;alert(1)", "\x01javascript:alert(1)", "javascript\x00:alert(1)", "javascript://e.example/%0aalert(1)", "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>", "data:text/html;base64,PHNjcmlwdD4=", "DATA:image/svg+xml,<svg onload=alert(1)>", "file:///etc/passwd", "blob:https://e.example/x", "about:blank",
    "view-source:javascript:alert(1)", "livescript:x", "mocha:x", "feed:javascript:alert(1)", "jar:http://e.example!/x", "intent://x#Intent;end", "tel:1\" onclick=\"alert(1)",
    "http://e.example/\" onclick=\"alert(1)", "http://e.example/'onclick='alert(1)", "http://e.example/><script>alert(1)</script>", "http://e.example/)[x](javascript:alert(1))",
    "http://e.example/\n\n<script>alert(1)</script>", "//e.example/\"><img src=x onerror=alert(1)>", "mailto:a@e.example?subject=<script>", "\u202ejavascript:alert(1)", "javascript\uff1aalert(1)",
)  # fmt: skip
MARKDOWN = (
    "[x](javascript:alert(1))", "![x](javascript:alert(1))", "[x]: javascript:alert(1)", "<javascript:alert(1)>", "<a href=javascript:alert(1)>x</a>".replace("<", "&lt;"),
    "![x](x \"onerror=alert(1)\")", "`<img src=x onerror=alert(1)>`".replace("<", "&lt;"), "```\n&lt;script>alert(1)&lt;/script>\n```", "&lt;img src=x onerror=alert(1)>",
    "&lt;details open ontoggle=alert(1)>", "a | b\n--- | ---\n&lt;svg onload=alert(1)> | c", "[a](data:text/html,x)", "&amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt;", "\\&lt;script>alert(1)\\&lt;/script>",
)  # fmt: skip
PLACES = ("<p>Before. {}</p><p>After.</p>", "<ul><li>Item {}</li></ul><p>After.</p>", "<table><tr><td>{}</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>", "<pre>{}</pre><p>After.</p>")


def vectors() -> list[str]:
    """Bodies of pages, each with one vector in one place."""
    bodies = [place.format(vector) for vector, place in product((*SCRIPTS, *HANDLERS, *MARKDOWN), PLACES)]
    for address in ADDRESSES:
        quoted = address.replace('"', "&quot;")
        bodies += [f'<p>See <a href="{quoted}">the link</a> there.</p>', f"<h2><a href='{address}'>the link</a></h2><p>x</p>", f'<p><img src="{quoted}" alt="x">text</p>']
    return list(dict.fromkeys(bodies))
