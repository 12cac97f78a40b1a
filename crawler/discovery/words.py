"""Words in addresses that say what a page is for, in the languages whose sites use Latin addresses. All lower case."""

from __future__ import annotations

LISTS = frozenset(
    """category categories cat tag tags topic topics author authors archive archives section sections label rubrik rubriken rubrique
    thema themen theme themes tema temas etiqueta etiquetas seccion secciones categoria categorias dossier dossiers columnist columnists
    contributor contributors staff writers by profile person people series collection collections latest all-news autor autoren auteur auteurs""".split()
)
"""A path segment that names a list of articles, mostly followed by which one."""

NO_NEWS = frozenset(
    """about about-us contact contact-us kontakt contacto contatti contato privacy privacy-policy datenschutz terms terms-of-service
    terms-of-use terms-and-conditions agb tos legal imprint impressum cookies cookie-policy login log-in signin sign-in signup sign-up
    register registration account my-account profile-settings subscribe subscription subscriptions abo abonnement newsletter newsletters
    advertise advertising mediadaten werbung cart basket checkout shop store donate help faq faqs hilfe support feedback sitemap site-map
    search suche recherche buscar busca cerca zoeken jobs careers karriere masthead accessibility rss feeds app apps cookie-settings
    wp-login wp-admin wp-content wp-includes wp-json xmlrpc cgi-bin cdn-cgi oauth logout unsubscribe corrections-policy code-of-ethics
    team our-team who-we-are mission redaktion equipo
    comments comment reply share print-edition epaper e-paper tickets horoscope crossword weather tv-guide lost-password
    password contact-form become-a-member membership press-kit media-kit""".split()
)
"""A path segment of pages that are neither articles nor lists of them."""

CALENDARS = frozenset(
    "calendar kalender calendario calendrier events-calendar whats-on event-calendar agenda day month week termine veranstaltungskalender".split()
)
"""A path segment of calendars, which have a page for every day there ever will be."""

PAGE_PARAMETERS = frozenset("page paged pg pagina seite p page_num pagenum pageno pn offset start paging currentpage".split())
"""Parameters that number the pages of a list (or the parts of an article)."""

ARTICLE_PARAMETERS = frozenset(
    "id p article articleid article_id aid story storyid story_id nid newsid news_id artikel itemid item post post_id idn idarticle art".split()
)
"""Parameters that may name an article on sites without readable addresses."""

SESSIONS = frozenset("phpsessid jsessionid aspsessionid sessionid session_id sess sessid session s_id cfid cftoken zenid oscsid token visitor vid".split())
"""Parameters of visits: the page is the same without them."""

NOISE = frozenset(
    """replytocom share nb ref referrer referer source src from via fbclid gclid cid ncid icid mc_cid mc_eid trk smid output outputtype amp
    print printable view_as format_print like_comment _wpnonce highlight hl returnurl redirect redirect_to return_to back spref showcomment
    commentid comment cmp intcmp ito ocid cmpid ns_mchannel ns_source at_medium at_campaign xtor soc_src soc_trk guccounter rss feed_id""".split()
)
"""Parameters that change how a page is shown, or say where the reader came from."""

FACETS = frozenset(
    """sort order orderby sortby sort_by dir filter filters filter_by facet facets view display layout limit per_page perpage show size color
    colour price price_min price_max min max from_date to_date date_from date_to range lang mode style theme format grid columns year month
    day date week rating tagged q query s search keyword""".split()
)
"""Parameters that sort, filter and restyle a list: each combination is one more page with the same articles."""

FILES = frozenset(
    """jpg jpeg png gif webp avif svg ico bmp tif tiff pdf zip gz tgz rar 7z exe dmg apk mp3 mp4 m4a m4v avi mov webm ogg oga ogv wav css js
    json map xml rss atom txt csv xls xlsx doc docx ppt pptx epub ics woff woff2 ttf eot otf swf webmanifest""".split()
)
"""File endings of what is no page."""

NEXT_WORDS = frozenset(
    """next older older-posts older-entries more » › → next-page weiter nächste nächste-seite ältere-beiträge suivant suivante page-suivante
    siguiente próxima próximo seguinte successiva avanti volgende nästa næste neste następna следующая 次へ 下一页 다음 load-more""".split()
)
"""Texts (blanks as hyphens) of links to a list's next page."""
