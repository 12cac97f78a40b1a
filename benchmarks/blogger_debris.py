"""What stands in and around a post without belonging to it, in the words and class names of many theme makers."""

from __future__ import annotations

from random import Random

from benchmarks import blogger_prose as prose
from benchmarks.blogger_editors import Body


def _add(body: Body, markup: str, *words: str) -> None:
    body.markup.append(markup)
    body.debris += words


def shortcode(body: Body) -> None:
    """A theme's shortcode between two paragraphs."""
    code = body.random.choice((
        "(ads1)", "(ads2)", "(toc)", "(toc) #title=(Table of Contents)", "(nextPage)", "(full-width)", "(left-sidebar)", "{tocify} $title={Contents}", "{getToc}",
        "$ads={1}", "$ads={2}", "{contactForm}", "{fullWidth}", "{getButton} $text={Download} $icon={download} $color={#1bc517}", "(contact-form)", "{ads}",
        "(getButton) #text=(Download) #icon=(download) #color=(#f00) #size=(2)", "(getCard) #type=(download) #title=(Map) #info=(12MB) #button=(Get)",
    ))  # fmt: skip
    wrap = body.random.choice(("<strike>{}</strike>", "<p>{}</p>", "<div>{}</div>", "<p><strike>{}</strike></p>", "<div><br /></div><div><b>{}</b></div>", "<s>{}</s>", "<br /><br />{}<br /><br />"))
    if "getButton" in code or "getCard" in code:
        wrap = body.random.choice(('<a href="https://files.example/a.zip">{}</a>', '<p><a href="#">{}</a></p>', '<div style="text-align: center;"><a href="#">{}</a></div>'))
    _add(body, wrap.format(code), code)


def inline_shortcode(body: Body) -> None:
    """A struck-through shortcode in the middle of a paragraph."""
    first, second = prose.sentence(body.random), prose.sentence(body.random)
    body.truth.append(f"{first} {second}")
    _add(body, f"<p>{first} <strike>(ads1)</strike> {second}</p>", "(ads1)")


def advertisement(body: Body) -> None:
    """An advertisement with or without its label."""
    slot = '<ins class="adsbygoogle" style="display:block" data-ad-slot="12"></ins><script>(adsbygoogle = window.adsbygoogle || []).push({});</script>'
    name = body.random.choice(("ads-inside-post", "ad-box", "in-post-ads", "adsense-middle", "banner-iklan", "ad-wrapper", "middle-ads", "google-ads"))
    _add(body, body.random.choice((slot, f'<div class="{name}"><span>Advertisement</span>{slot}</div>', f'<div style="text-align:center"><small>Advertisements</small>{slot}</div>')), "Advertisement")


def related(body: Body) -> None:
    """A pointer to other posts."""
    titles = [prose.title(body.random) for _ in range(body.random.randint(1, 3))]
    links = "".join(f'<li><a href="/2022/0{n + 1}/old.html">{title}</a></li>' for n, title in enumerate(titles))
    name = body.random.choice(("related-posts", "post-related-inline", "baca-juga", "read-also-box", "bacajuga", "related-inside", "rp-box", "also-read", "relatedPosts", "related_articles", "you-may-like", "more-stories"))
    head = body.random.choice(("Related Posts", "You may like these posts", "Read also", "Also Read", "Baca Juga", "Recommended for you", "More stories"))
    one = titles[0]
    markup = body.random.choice((
        f'<div class="{name}"><h4>{head}</h4><ul>{links}</ul></div>', f'<div class="{name}"><span>{head}:</span> <a href="/a.html">{one}</a></div>',
        f'<p><b>Also Read: <a href="/2022/01/old.html">{one}</a></b></p>', f'<p><strong>Read also:</strong> <a href="/2022/01/old.html">{one}</a></p>',
        f'<div style="text-align: left;"><b>Read More : </b><a href="https://blog.example/old.html">{one}</a></div>',
    ))  # fmt: skip
    _add(body, markup, one, head + "<")


def share(body: Body) -> None:
    """Share buttons."""
    name = body.random.choice(("share-buttons", "post-share", "sharethis-inline-share-buttons", "addthis_toolbox", "social-share-box", "share_links", "sharer-wrap", "shareBar", "a2a_kit a2a_kit_size_32", "post-sosmed"))
    head = body.random.choice(("Share this:", "Share this post", "Spread the word", "Share"))
    items = "".join(f'<a class="s-{n.lower()}" href="https://share.example/{n}">{n}</a> ' for n in ("Facebook", "Twitter", "WhatsApp", "Pinterest")[: body.random.randint(2, 4)])
    _add(body, f'<div class="{name}"><span>{head}</span> {items}</div>', "Facebook", "Twitter", "Spread the word")


def contents(body: Body) -> None:
    """A table of contents."""
    name = body.random.choice(('class="toc"', 'id="toc_container"', 'class="table-of-contents"', 'class="mbtTOC"', 'id="ez-toc-container"', 'class="tocPro"', 'class="daftar-isi"', 'class="post-toc-box"'))
    heads = [prose.title(body.random) + " (part)" for _ in range(3)]
    items = "".join(f'<li><a href="#h{n}">{head}</a></li>' for n, head in enumerate(heads))
    _add(body, f"<div {name}><b>Table of Contents</b><ol>{items}</ol></div>", "Table of Contents", heads[0])


def subscribe(body: Body) -> None:
    """A box that asks to subscribe or join."""
    name = body.random.choice(("subscribe-box", "newsletter-inline", "email-subscribe", "join-telegram", "whatsapp-channel-box", "follow-by-email", "cta-box", "optin-form", "mailchimp-wrap", "subscribe_widget"))
    words = body.random.choice(("Get the morning letter in your inbox", "Join our WhatsApp channel for updates", "Never miss a post again", "Subscribe to our newsletter"))
    _add(body, f'<div class="{name}"><p>{words}</p><form><input type="email" placeholder="E-mail" /><input type="submit" value="Go" /></form></div>', words)


def author_box(body: Body) -> None:
    """The author's box below the text."""
    name = body.random.choice(("author-box", "about-author", "post-author-box", "author-bio", "authorBox", "author-profile", "writer-author-info"))
    words = f"{prose.name(body.random)} writes about {prose.label(body.random).lower()} and keeps bees."
    _add(body, f'<div class="{name}"><img src="/a.jpg"/><h4>About the author</h4><p>{words}</p></div>', words, "About the author")


def rating(body: Body) -> None:
    """Stars or reactions."""
    name = body.random.choice(("star-rating", "post-rating", "kk-star-ratings", "reaction-buttons", "reactions-box", "rating-wrap", "post-reactions", "like-button-box"))
    _add(body, f'<div class="{name}"><span>Rate this post</span> <span>4.6/5</span> <span>(12 votes)</span></div>', "Rate this post", "12 votes")


def post_meta(body: Body) -> None:
    """A footer, labels or counters inside the body's element."""
    label = prose.label(body.random)
    _add(body, body.random.choice((
        f'<div class="post-footer"><div class="post-footer-line"><span>Posted by</span> Desk</div><span class="post-labels">Labels: <a href="/search/label/{label}" rel="nofollow">{label} etc</a></span></div>',
        '<div class="post-views"><span>Views: 1,204</span></div>', f'<div class="tag-list"><span>Tags:</span> <a href="/search/label/x">{label} etc</a></div>',
        '<div class="reading-time">3 min read</div>', '<div class="printfriendly"><a href="#">Print this page</a></div>', '<div id="google_translate_element">Translate this</div>',
    )), "Posted by", f"{label} etc", "Views: 1", "min read", "Print this", "Translate this")  # fmt: skip


def invisible(body: Body) -> None:
    """What no reader sees: anchors, scripts, styles, hidden text."""
    _add(body, body.random.choice((
        '<a name="more"></a>', "<a name='more'></a><br />", "<script>var shown = 1;</script>", "<style>.x{color:red}</style>", '<div style="display:none">hidden words here</div>',
        '<noscript>please enable scripts</noscript>', '<iframe src="https://video.example/e/1" width="560"></iframe>', "<hr />", '<div style="clear: both;"></div>', '<span itemprop="image" content="x"></span>',
    )), "hidden words here", "please enable scripts")  # fmt: skip


IN_BODY = (shortcode, shortcode, inline_shortcode, advertisement, related, related, invisible)
AT_END = (share, contents, subscribe, author_box, rating, post_meta, related, shortcode)


def consent(random: Random, blog: str) -> tuple[str, list[str]]:
    """A consent box and the words that must not come out."""
    words = random.choice((
        f"{blog} uses cookies to enhance your experience.", "Our website uses cookies to improve your experience.", "We use cookies to personalise content and analyse our traffic.",
        "This site uses cookies from Google to deliver its services and to analyze traffic.", "By continuing to browse you agree to our cookie policy.",
    ))  # fmt: skip
    link = random.choice(("How We Use Cookies?", "Learn more", "Check Now", "Privacy policy"))
    button = random.choice(("Ok, Go it!", "OK, Go it!", "Accept !", "Got it", "Ok"))
    theme = random.choice(("gnews-pro", "litespot-pro", "razer-pro", "buzzspot-pro", "orchid-pro", "newsplus"))
    inner = f'<p>{words} <a href="/p/privacy.html">{link}</a></p>'
    box = random.choice((
        f'<div id="cookies-iki"><div class="section"><div class="widget HTML"><div class="widget-title"><h3 class="title">#buttons=({button}) #days=(20)</h3></div><div class="widget-content">{inner}</div></div></div><a class="cookies-bt" href="#">{button}</a></div>',
        f'<div id="{theme}-cookie-ify"><div class="section" name="Cookie Consent"><div class="widget Text" data-shortcode="$ok={{{button}}} $days={{7}}"><p class="excerpt">{words} <a href="#">{link}</a></p><a class="btn" href="#">{button}</a></div></div></div>',
        f'<div class="cookie-consent" id="{theme}-cookie-consent"><div class="widget Text"><div class="consent-text">{words} {link}</div><a class="consent-button">{button}</a></div></div>',
        f'<div class="cookie-choices-info" id="cookieChoiceInfo"><div class="cookie-choices-inner"><span class="cookie-choices-text">{words}</span><span class="cookie-choices-buttons"><a class="cookie-choices-button">{link}</a><a id="cookieChoiceDismiss">{button}</a></span></div></div>',
        f'<div class="gdpr-note" role="dialog">{inner}<a href="#">{button}</a></div>', f'<section class="eu-notice">{inner}<span class="ok">{button}</span></section>',
    ))  # fmt: skip
    return box, [words, button + "<", "#buttons=(Ok, Go it!) #days=(20)<"]
