"""Captions and credits of body images, in the shapes of common templates and page builders; all words are our own."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners import clean
from cleaners.assemble.captions import split_credit

IMG = '<img src="/pier.jpg" width="800" height="500" alt="Boats">'
CAP, WHO = "The pier at dawn.", "Ann Okafor"

SHAPES = [
    ("plain figure", f"<figure>{IMG}<figcaption>{CAP}</figcaption></figure>", CAP, ""),
    ("figure, credit class", f'<figure>{IMG}<figcaption>{CAP} <span class="credit">{WHO}</span></figcaption></figure>', CAP, WHO),
    ("figure, cite", f"<figure>{IMG}<figcaption>{CAP} <cite>{WHO}/Harbour Pictures</cite></figcaption></figure>", CAP, f"{WHO}/Harbour Pictures"),
    ("figure, nested spans", f'<figure>{IMG}<figcaption><span class="caption__text">{CAP}</span><span class="caption__credit"><span>Photo: </span><span>{WHO}</span></span></figcaption></figure>', CAP, f"Photo: {WHO}"),
    ("credit beside the figcaption", f'<figure>{IMG}<span class="image-credit">© {WHO}</span><figcaption>{CAP}</figcaption></figure>', CAP, f"© {WHO}"),
    ("credit below the figure's caption", f'<figure>{IMG}<figcaption>{CAP}</figcaption><div class="photo-source">{WHO}</div></figure>', CAP, WHO),
    ("figure without figcaption", f'<figure>{IMG}<div class="figure-caption">{CAP}</div></figure>', CAP, ""),
    ("WordPress classic", f'<div id="attachment_7" class="wp-caption alignnone"><a href="/full.jpg">{IMG}</a><p class="wp-caption-text">{CAP}</p></div>', CAP, ""),
    ("WordPress classic, words of credit", f'<div class="wp-caption aligncenter">{IMG}<p class="wp-caption-text">{CAP} Photo: {WHO}</p></div>', CAP, f"Photo: {WHO}"),
    ("WordPress block", f'<figure class="wp-block-image size-large">{IMG}<figcaption class="wp-element-caption">{CAP} (Photo by {WHO})</figcaption></figure>', CAP, f"Photo by {WHO}"),
    ("WordPress gallery", f'<figure class="wp-block-gallery"><figure class="wp-block-image">{IMG}<figcaption>{CAP}</figcaption></figure><figcaption>The harbour in four seasons</figcaption></figure>', CAP, ""),
    ("gallery's item", f'<div class="gallery-item">{IMG}<div class="gallery-item__caption"><p>{CAP}</p></div></div>', CAP, ""),
    ("WordPress, credit plug-in", f'<div class="wp-caption">{IMG}<p class="wp-media-credit">{WHO}</p><p class="wp-caption-text">{CAP}</p></div>', CAP, WHO),
    ("Arc", f'<figure class="c-media-item"><picture>{IMG}</picture><figcaption class="c-media-item__fig-caption"><span class="c-media-item__caption">{CAP}</span> <span class="c-media-item__credit">({WHO}/Harbour Post)</span></figcaption></figure>', CAP, f"{WHO}/Harbour Post"),
    ("Arc, brackets in the text", f'<figure>{IMG}<figcaption class="image-metadata"><span>{CAP} ({WHO}/Harbour Post)</span></figcaption></figure>', CAP, f"{WHO}/Harbour Post"),
    ("AMP", f'<figure><amp-img src="/pier.jpg" width="800" height="500" alt="Boats" layout="responsive"></amp-img><figcaption>{CAP} <small>{WHO} / AFP</small></figcaption></figure>', CAP, f"{WHO} / AFP"),
    ("Blogger", f'<table class="tr-caption-container"><tbody><tr><td><a href="/full.jpg">{IMG}</a></td></tr><tr><td class="tr-caption">{CAP}</td></tr></tbody></table>', CAP, ""),
    ("Blogger with credit", f'<table class="tr-caption-container"><tbody><tr><td>{IMG}</td></tr><tr><td class="tr-caption" style="text-align: center;">{CAP} | Foto: {WHO}</td></tr></tbody></table>', CAP, f"Foto: {WHO}"),
    ("Drupal media", f'<article class="media media--type-image"><div class="field field--name-field-media-image">{IMG}</div><div class="field field--name-field-caption">{CAP}</div><div class="field field--name-field-photo-credit">{WHO}</div></article>', CAP, WHO),
    ("Drupal filter", f'<figure role="group" class="caption caption-img">{IMG}<figcaption>{CAP} Credit: {WHO}</figcaption></figure>', CAP, f"Credit: {WHO}"),
    ("Medium", f'<figure class="paragraph-image"><div role="button"><picture>{IMG}</picture></div><figcaption>Photo by <a href="#">{WHO}</a> on <a href="#">Unsplash</a></figcaption></figure>', "", f"Photo by {WHO} on Unsplash"),
    ("Ghost", f'<figure class="kg-card kg-image-card kg-card-hascaption">{IMG}<figcaption><span style="white-space: pre-wrap;">{CAP} Photograph: {WHO}/Harbour Post</span></figcaption></figure>', CAP, f"Photograph: {WHO}/Harbour Post"),
    ("Substack", f'<div class="captioned-image-container"><figure><a class="image-link">{IMG}</a><figcaption class="image-caption">{CAP}</figcaption></figure></div>', CAP, ""),
    ("agency in brackets", f"<figure>{IMG}<figcaption>{CAP} (AP Photo/{WHO})</figcaption></figure>", CAP, f"AP Photo/{WHO}"),
    ("agency behind the sentence", f"<figure>{IMG}<figcaption>{CAP} REUTERS/{WHO}</figcaption></figure>", CAP, f"REUTERS/{WHO}"),
    ("via an agency", f"<figure>{IMG}<figcaption>{CAP} {WHO} via Getty Images</figcaption></figure>", CAP, f"{WHO} via Getty Images"),
    ("agency behind a bar", f"<figure>{IMG}<figcaption>{CAP} | Reuters</figcaption></figure>", CAP, "Reuters"),
    ("copyright sign", f"<figure>{IMG}<figcaption>{CAP} © {WHO}</figcaption></figure>", CAP, f"© {WHO}"),
    ("credit alone", f"<figure>{IMG}<figcaption>© {WHO} / dpa</figcaption></figure>", "", f"© {WHO} / dpa"),
    ("German", f"<figure>{IMG}<figcaption>Die Mole am Morgen. Foto: {WHO}/dpa</figcaption></figure>", "Die Mole am Morgen.", f"Foto: {WHO}/dpa"),
    ("German, picture right", f"<figure>{IMG}<figcaption>Die Mole am Morgen. (Bild: {WHO})</figcaption></figure>", "Die Mole am Morgen.", f"Bild: {WHO}"),
    ("French", f"<figure>{IMG}<figcaption>La jetée à l'aube. Crédit photo : {WHO}</figcaption></figure>", "La jetée à l'aube.", f"Crédit photo : {WHO}"),
    ("Spanish", f"<figure>{IMG}<figcaption>El muelle al alba. Foto de {WHO}</figcaption></figure>", "El muelle al alba.", f"Foto de {WHO}"),
    ("Russian", f"<figure>{IMG}<figcaption>Пирс на рассвете. Фото: Анна Окафор</figcaption></figure>", "Пирс на рассвете.", "Фото: Анна Окафор"),
    ("hidden labels", f'<figure>{IMG}<figcaption><span class="credit"><span class="visually-hidden">Image source, </span>{WHO}</span><span class="visually-hidden">Image caption, </span>{CAP}</figcaption></figure>', CAP, WHO),
    ("dotted label", f'<figure>{IMG}<figcaption><span class="cap">{CAP}</span><span class="credit-line"><span>Credit...</span><span>{WHO} for Harbour Post</span></span></figcaption></figure>', CAP, f"{WHO} for Harbour Post"),
    ("data attributes", f'<p><img src="/pier.jpg" width="800" height="500" data-caption="{CAP}" data-credit="{WHO}"></p>', CAP, WHO),
    ("data attribute of a gallery", f'<p><img src="/pier.jpg" width="800" height="500" data-image-caption="&lt;p&gt;{CAP}&lt;/p&gt;"></p>', CAP, ""),
    ("data attribute of the figure", f'<figure data-photographer="{WHO}">{IMG}<figcaption>{CAP}</figcaption></figure>', CAP, WHO),
    ("microdata", f'<figure itemscope itemtype="https://schema.org/ImageObject">{IMG}<figcaption itemprop="caption">{CAP} <span itemprop="copyrightHolder">{WHO}</span></figcaption></figure>', CAP, WHO),
    ("box by class", f'<div class="article-image"><div class="image-wrap">{IMG}</div><div class="image-caption">{CAP}</div><div class="image-copyright">{WHO}</div></div>', CAP, WHO),
    ("run together", f"<figure>{IMG}<figcaption><div>{CAP}</div><div>Getty Images</div></figcaption></figure>", CAP, "Getty Images"),
    ("behind a stroke", f"<figure>{IMG}<figcaption>{CAP} / Credit: {WHO}/AFP via Getty Images</figcaption></figure>", CAP, f"Credit: {WHO}/AFP via Getty Images"),
    ("initials", f"<figure>{IMG}<figcaption>image: Ann H.C. Okafor</figcaption></figure>", "", "image: Ann H.C. Okafor"),
    ("an agency in small letters", f"<figure>{IMG}<figcaption>{CAP} © harbour pictures / {WHO} | {WHO}</figcaption></figure>", CAP, f"© harbour pictures / {WHO} | {WHO}"),
    ("a screenshot", f"<figure>{IMG}<figcaption>Screenshot: Harbour Post</figcaption></figure>", "", "Screenshot: Harbour Post"),
    ("buttons in the caption", f"<figure>{IMG}<figcaption>{CAP}<button>Enlarge</button><script>x()</script></figcaption></figure>", CAP, ""),
    ("brackets that credit nobody", f"<figure>{IMG}<figcaption>The pier at dawn (left) and at noon (right)</figcaption></figure>", "The pier at dawn (left) and at noon (right)", ""),
    ("a sentence about a photo", f"<figure>{IMG}<figcaption>She still keeps a photo by her bed: the pier at dawn.</figcaption></figure>", "She still keeps a photo by her bed: the pier at dawn.", ""),
    ("a sentence about an agency", f"<figure>{IMG}<figcaption>The pier at dawn, as Reuters reported.</figcaption></figure>", "The pier at dawn, as Reuters reported.", ""),
    ("no caption, prose beside it", f"<div>{IMG}<p>The boats came in late.</p></div>", "", ""),
]  # fmt: skip


def page_of(markup: str, head: str = "") -> str:
    prose = "".join(f"<p>On the {day} the council met at the pier and spoke for three hours about who should pay for its new planks.</p>" for day in ("second", "third", "fourth", "fifth"))
    return f"<html lang=en><head><title>The pier is mended</title>{head}</head><body><main><h1>The pier is mended</h1>{prose}{markup}{prose.replace('pier', 'quay')}</main></body></html>"


@pytest.mark.parametrize(("markup", "caption", "credit"), [shape[1:] for shape in SHAPES], ids=[shape[0] for shape in SHAPES])
def test_shape(markup: str, caption: str, credit: str) -> None:
    (image,) = clean(page_of(markup), "https://any.example/2026/pier").images
    assert (image.caption, image.credit) == (caption, credit)


def test_json_ld_fills_in_what_the_markup_lacks() -> None:
    node = {"@type": "NewsArticle", "headline": "The pier is mended", "image": [{"@type": "ImageObject", "url": "https://any.example/800/pier.jpg?w=1", "caption": CAP, "creditText": WHO}]}
    head = f'<script type="application/ld+json">{json.dumps(node)}</script>'
    (image,) = clean(page_of(f"<p>{IMG}</p>", head), "https://any.example/2026/pier").images
    assert (image.caption, image.credit) == (CAP, WHO)
    (image,) = clean(page_of(f"<figure>{IMG}<figcaption>Planks and nails.</figcaption></figure>", head), "https://any.example/2026/pier").images
    assert (image.caption, image.credit) == ("Planks and nails.", WHO)


@given(st.text(max_size=300))
def test_no_text_is_invented(text: str) -> None:
    caption, credit = split_credit(text)
    assert caption in text
    assert credit in text
