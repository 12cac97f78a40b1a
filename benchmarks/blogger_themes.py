"""Pages around a post: seven families of themes, some with names made up on the spot."""

from __future__ import annotations

import html
import json
from dataclasses import dataclass
from datetime import datetime
from random import Random
from urllib.parse import quote

from benchmarks import blogger_prose as prose
from benchmarks.blogger_debris import consent


@dataclass
class Post:
    """What a page must say."""

    title: str
    author: str
    published: datetime
    labels: list[str]
    blog: str
    path: str
    body: str


FAMILIES = ("piki", "templateify", "problogger", "sora", "stock-v1", "stock-v3", "custom", "unnamed")


def page(random: Random, family: str, post: Post) -> tuple[str, list[str]]:
    """The whole page of a post in a theme of the family, and the words around the post that must not come out."""
    box, debris = consent(random, post.blog)
    side, side_words = _sidebar(random)
    below, below_words = _below(random, post)
    article = {
        "piki": _piki, "templateify": _templateify, "problogger": _problogger, "sora": _sora, "stock-v1": _stock_v1, "stock-v3": _stock_v3, "custom": _custom, "unnamed": _unnamed,
    }[family](random, post, below)  # fmt: skip
    head = _head(random, post)
    top = _top(random, post)
    boxes = [box] if random.random() < 0.85 else []
    bottom = f'<footer id="footer-wrapper"><div class="widget Text"><p>{post.blog} is written by volunteers. Nothing here is advice.</p></div><div class="copyright">© 2023 {post.blog}. Crafted with care</div></footer>'
    classes = random.choice(('class="item-view"', 'class="item"', 'class="post-page loading"', ""))
    parts = [top, boxes.pop() if boxes and random.random() < 0.2 else "", f'<div id="content-wrapper"><div id="main-wrapper">{article}</div>{side}</div>', bottom, *boxes]
    return f"<!DOCTYPE html>\n<html lang=\"en\"><head>{head}</head>\n<body {classes}>{''.join(parts)}</body></html>", debris + side_words + below_words


def _head(random: Random, post: Post) -> str:
    title = html.escape(post.title)
    parts = ['<meta charset="utf-8"/>', f"<title>{random.choice((title, f'{title} - {post.blog}', f'{post.blog}: {title}', f'{title} ~ {post.blog}'))}</title>"]
    if random.random() < 0.85:
        parts.append('<meta content="blogger" name="generator"/>')
    parts.append(f'<link href="https://blog.example{post.path}" rel="canonical"/>')
    if random.random() < 0.9:
        parts.append(f'<link rel="alternate" type="application/atom+xml" title="{html.escape(post.blog)} - Atom" href="https://blog.example/feeds/posts/default"/>')
    if random.random() < 0.8:
        og = title if random.random() < 0.85 else f"{title} | {html.escape(post.blog)}"
        parts.append(f'<meta content="{og}" property="og:title"/><meta content="{random.choice(("article", "website", "blog"))}" property="og:type"/>')
    if random.random() < 0.6:
        parts.append(f'<meta content="{html.escape(post.blog)}" property="og:site_name"/>')
    if random.random() < 0.3:
        parts.append(f'<meta name="description" content="{html.escape(prose.sentence(random))}"/>')
    return "\n".join(parts)


def _jsonld(random: Random, post: Post) -> str:
    data = {
        "@context": "https://schema.org", "@type": random.choice(("NewsArticle", "BlogPosting", "Article")), "headline": post.title, "datePublished": post.published.isoformat(),
        "dateModified": post.published.isoformat(), "author": {"@type": "Person", "name": post.author}, "publisher": {"@type": "Organization", "name": "Blogger"},
    }  # fmt: skip
    text = json.dumps(data)
    if random.random() < 0.25:  # string-templated by the theme: a quotation mark breaks it
        text = text.replace(post.title.replace('"', '\\"'), 'The "' + post.title, 1)
    return f'<script type="application/ld+json">{text}</script>'


def _top(random: Random, post: Post) -> str:
    menu = "".join(f'<li><a href="/search/label/{quote(prose.label(random))}">{sub}{prose.label(random)}</a></li>' for sub in ("", "_", "__", ""))
    name = random.choice((f'<h1 class="title"><a href="/">{post.blog}</a></h1>', f'<div class="title"><a href="/">{post.blog}</a></div>', f'<a href="/"><img alt="{post.blog}" src="/logo.png"/></a>'))
    slot = random.choice(("trending/recent", "block/recent", "megagrid/recent", "5/featured/recent", "{getPosts} $results={4} $label={recent} $type={block}"))
    return (
        f'<header id="header-wrapper"><div class="section" id="header"><div class="widget Header" id="Header1">{name}<p class="description">{prose.sentence(random)}</p></div></div>'
        f'<nav id="main-menu"><ul>{menu}</ul></nav><div class="search-msg">Type Here to Get Search Results !</div></header>'
        f'<div class="section" id="hot-posts"><div class="widget HTML" id="HTML2"><div class="widget-content">{slot}</div></div></div>'
    )


def _sidebar(random: Random) -> tuple[str, list[str]]:
    posts = [(prose.title(random) + " (popular)", prose.paragraph(random, 2)) for _ in range(3)]
    popular = "".join(
        f'<article class="popular-post post"><h2 class="entry-title"><a href="/2022/05/p.html">{title}</a></h2><span class="post-date published" datetime="2021-01-0{n + 1}T08:00:00Z">1/{n + 1}/2021</span><div class="post-snip">{snip}</div></article>'
        for n, (title, snip) in enumerate(posts)
    )
    labels = "".join(f'<li><a class="label-name" href="/search/label/{n}" rel="tag">Topic {n}</a></li>' for n in range(4))
    tag = random.choice(("aside", "div"))
    markup = (
        f'<{tag} id="sidebar-wrapper"><div class="sidebar section" id="sidebar"><div class="widget PopularPosts" id="PopularPosts1"><h3 class="title">Popular Posts</h3><div class="widget-content">{popular}</div></div>'
        f'<div class="widget Label" id="Label1"><h3 class="title">Categories</h3><ul>{labels}</ul></div><div class="widget HTML" id="HTML9"><h3 class="title">Most Recent</h3><div class="widget-content">4/sidebar/recent</div></div></div></{tag}>'
    )
    return markup, [snip for _, snip in posts] + [title for title, _ in posts]


def _below(random: Random, post: Post) -> tuple[str, list[str]]:
    notes = [prose.paragraph(random, 2) for _ in range(random.randint(0, 3))]
    comments = "".join(
        f'<li class="comment"><div class="comment-block"><cite class="user fn">{prose.name(random)}</cite> <span class="datetime">June 16, 2023 at 7:1{n} AM</span><p class="comment-content">{note}</p></div></li>' for n, note in enumerate(notes)
    )
    teaser = prose.paragraph(random, 1) + " (teaser)"
    box = random.choice((
        f'<div class="related-posts"><h3>You may like these posts</h3><div class="related-item"><h4 class="entry-title"><a href="/2022/02/r.html">{prose.title(random)}</a></h4><time class="published" datetime="2020-02-02T02:02:02Z">Feb 2</time><p>{teaser}</p></div></div>',
        '<div class="related-runs"><h3>You May Like</h3><div class="related-tag" data-label="World"></div></div>', "",
    ))  # fmt: skip
    author = random.choice((f'<div class="author-box"><h4 class="author-name">{post.author}</h4><p class="author-description">{post.author} lives by the sea. (about)</p></div>', ""))
    markup = f'{author}{box}<div class="comments" id="comments"><h4>{len(notes)} Comments</h4><ol>{comments}</ol><p class="comment-footer">Post a Comment</p><div class="comments-msg-alert">* Please Don\'t Spam Here. All the Comments are Reviewed by Admin.</div></div>'
    return markup, [*notes, teaser, "(about)", "Post a Comment", "Please Don't Spam"]


def _labels(post: Post, cls: str = "label-link", rel: str = ' rel="tag"') -> str:
    return " ".join(f'<a class="{cls}" href="https://blog.example/search/label/{quote(label)}"{rel}>{html.escape(label)}</a>' for label in post.labels)


def _widget(inner: str, version: int = 2) -> str:
    return f'<div class="main section" id="main"><div class="widget Blog" data-version="{version}" id="Blog1">{inner}</div></div>'


def _piki(random: Random, post: Post, below: str) -> str:
    date = post.published.isoformat()
    crumbs = f'<nav id="breadcrumb"><a href="/">Home</a><em class="delimiter"></em>{_labels(post, "b-label", "")}<span class="current">{html.escape(post.title)}</span></nav>'
    return _widget(
        f'<div class="blog-posts hfeed item-post-wrap"><article class="blog-post hentry item-post" itemscope itemtype="https://schema.org/CreativeWork">{_jsonld(random, post)}{crumbs}'
        f'<h1 class="entry-title">{html.escape(post.title)}</h1><div class="all-flex"><span class="post-author">{random.choice(("", "<span>by</span> "))}{post.author}</span><span class="post-date published" datetime="{date}">June 14, 2023</span></div>'
        f'<div class="post-body entry-content" id="postBody"><div id="top-ad-placeholder"></div>{post.body}</div><div class="label-container"><span>Tags</span><div class="label-head Label">{_labels(post)}</div></div>'
        f'<ul class="navigation-runs"><li><a class="next-post-link" href="/a.html"><span>Newer</span></a></li></ul></article>{below}</div>'
    )


def _templateify(random: Random, post: Post, below: str) -> str:
    date = post.published.isoformat()
    return _widget(
        f'<div class="blog-posts hfeed index-post-wrap flex-col"><div class="entry-header p-eh has-meta"><nav id="breadcrumb"><a class="home" href="/">Home</a>{_labels(post, "label", "")}</nav><h1 class="entry-title">{html.escape(post.title)}</h1>'
        f'<div class="entry-meta"><span class="entry-author mi"><span class="by sp">by</span><span class="author-name">{post.author}</span></span><span class="entry-time mi"><span class="sp">-</span><time class="published" datetime="{date}">June 14</time></span></div></div>'
        f'<div class="post-body entry-content" id="post-body">{post.body}</div><div class="entry-labels flex"><span class="title">Tags</span>{_labels(post)}</div><div class="post-share"><ul><li><a class="facebook" href="#">Facebook</a></li></ul></div>{below}</div>'
    )


def _problogger(random: Random, post: Post, below: str) -> str:
    return _widget(
        f'<article class="post hentry">{_jsonld(random, post)}<header class="post-header"><div class="post-cats">{_labels(post, "post-cat")}</div><h1 class="post-title">{html.escape(post.title)}</h1><div class="post-meta"><span class="meta-author"><a rel="author" href="#">{post.author}</a></span>'
        f'<span class="post-date"><time datetime="{post.published.isoformat()}">14.6.</time></span></div></header><div class="article-content post-body" itemprop="articleBody">{post.body}</div></article>{below}'
    )


def _sora(random: Random, post: Post, below: str) -> str:
    return _widget(
        f'<div class="blog-posts hfeed"><div class="post-outer"><div class="post hentry" itemprop="blogPost" itemscope itemtype="http://schema.org/BlogPosting"><h1 class="post-title entry-title" itemprop="name headline">{html.escape(post.title)}</h1>'
        f'<div class="post-meta"><span class="post-author vcard" itemprop="author" itemscope><span itemprop="name">{post.author}</span></span> <a class="timestamp-link" href="#"><abbr class="published timeago" itemprop="datePublished" title="{post.published.isoformat()}">June 14</abbr></a></div>'
        f'<div class="post-body entry-content" id="post-body-77{random.randrange(10**9)}" itemprop="articleBody">{post.body}<div style="clear: both;"></div></div><div class="post-footer"><span class="label-head">{_labels(post, "tag")}</span></div></div></div>{below}</div>', 1)  # fmt: skip


def _stock_v1(random: Random, post: Post, below: str) -> str:
    date = post.published.isoformat()
    return _widget(
        f'<div class="blog-posts hfeed"><div class="date-outer"><h2 class="date-header"><span>Wednesday, June 14, 2023</span></h2><div class="date-posts"><div class="post-outer"><div class="post hentry"><a name="77"></a><h3 class="post-title entry-title">{html.escape(post.title)}</h3><div class="post-header"></div>'
        f'<div class="post-body entry-content" id="post-body-77{random.randrange(10**9)}">{post.body}<div style="clear: both;"></div></div><div class="post-footer"><div class="post-footer-line post-footer-line-1"><span class="post-author vcard">Posted by <span class="fn">{post.author}</span></span> '
        f'<span class="post-timestamp">at <a class="timestamp-link" href="{post.path}" rel="bookmark"><abbr class="published" title="{date}">11:00 PM</abbr></a></span><div class="post-share-buttons"><a>Email This</a><a>BlogThis!</a></div></div>'
        f'<div class="post-footer-line post-footer-line-2"><span class="post-labels">Labels: {_labels(post, "x")}</span></div></div></div>{below}</div></div></div></div><div class="blog-pager" id="blog-pager"><a href="/n.html">Newer Post</a> <a href="/">Home</a></div><div class="post-feeds"><div class="feed-links">Subscribe to: <a>Post Comments (Atom)</a></div></div>', 1)  # fmt: skip


def _stock_v3(random: Random, post: Post, below: str) -> str:
    return _widget(
        f'<div class="blog-posts hfeed container"><article class="post-outer-container"><div class="post-outer"><div class="post"><a name="77"></a><h3 class="post-title entry-title">{html.escape(post.title)}</h3><div class="post-header"><div class="post-header-line-1"><span class="byline post-author vcard"><span class="post-author-label">By</span> <span class="fn"><span>{post.author}</span></span></span> '
        f'<span class="byline post-timestamp"><a class="timestamp-link" href="{post.path}"><time class="published" datetime="{post.published.isoformat()}">June 14, 2023</time></a></span></div></div><div class="post-body entry-content float-container" id="post-body-77{random.randrange(10**9)}">{post.body}</div>'
        f'<div class="post-bottom"><div class="post-footer"><div class="post-footer-line post-footer-line-0"><div class="byline post-labels"><span class="byline-label"></span>{_labels(post, "x")}</div></div></div><div class="post-share-buttons"><span>Get link</span><span>Facebook</span><span>Other Apps</span></div></div></div></div>{below}</article></div>')  # fmt: skip


def _custom(random: Random, post: Post, below: str) -> str:
    """A theme that nobody listed: it keeps one of Blogger's conventions and invents the rest."""
    stem = random.choice(("mx", "neo", "kraft", "zen", "blogy", "nova"))
    body = random.choice(('class="post-body"', f'class="{stem}-body post-body"', 'itemprop="articleBody"', 'class="entry-content"', f'class="{stem}-article" id="post-body-991"', 'class="post-content"', f'class="{stem}-text entry-content clearfix"'))
    tag = random.choice(("div", "section", "article"))
    date = random.choice((f'<time datetime="{post.published.isoformat()}" itemprop="datePublished">14 June</time>', f'<span class="{stem}-date published" title="{post.published.isoformat()}">14 June</span>', f'<abbr class="published" title="{post.published.isoformat()}">14 June</abbr>'))
    author = random.choice((f'<span class="author" itemprop="author">{post.author}</span>', f'<a class="g-profile" rel="author" href="#">{post.author}</a>', f'<span class="{stem}-by">Written by <b class="fn">{post.author}</b></span>'))
    title = random.choice((f'<h1 class="{stem}-title" itemprop="headline">{html.escape(post.title)}</h1>', f'<h1 class="post-title">{html.escape(post.title)}</h1>', f'<h2 class="entry-title">{html.escape(post.title)}</h2>'))
    return _widget(
        f'<div class="{stem}-post">{title}<p class="{stem}-meta">{author} · {date}</p><{tag} {body}>{post.body}</{tag}><p class="{stem}-labels">Filed under {_labels(post, stem + "-label")}</p></div>{below}'
    )


def _unnamed(random: Random, post: Post, below: str) -> str:
    """A theme that keeps none of Blogger's names for the body: only the widget around it is Blogger's."""
    stem = random.choice(("mx", "neo", "kraft", "zen", "blogy", "nova"))
    iso = post.published.isoformat()
    head = f'<h1 class="{stem}-headline">{html.escape(post.title)}</h1>'
    meta = random.choice((
        f'<div class="{stem}-info"><span itemprop="author">{post.author}</span> <time datetime="{iso}" itemprop="datePublished">14 June</time></div>',
        f'<p class="{stem}-by">By <a rel="author" href="#">{post.author}</a> on <abbr class="published" title="{iso}">14 June</abbr></p>',
    ))  # fmt: skip
    labels = f'<div class="{stem}-filed">Filed under {_labels(post, stem)}</div>'
    body = random.choice((
        f'<div class="{stem}-copy">{post.body}</div>', f'<div id="{stem}Text">{post.body}</div>', f'<section class="{stem}__words"><div>{post.body}</div></section>', f'<div class="body-text">{post.body}</div>',
    ))  # fmt: skip
    return _widget(random.choice((
        f'<article class="{stem}">{_jsonld(random, post)}<header>{head}{meta}</header>{body}<footer>{labels}</footer></article>{below}', f'<div class="{stem}-wrap">{head}{meta}{body}{labels}</div>{below}',
    )))  # fmt: skip
