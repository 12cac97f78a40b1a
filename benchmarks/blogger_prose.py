"""Invented prose for made pages: sentences from a small grammar, so that every page differs and no real text is needed."""

from __future__ import annotations

from random import Random

_WHO = (
    "the harbour council", "a group of beekeepers", "the night-bus drivers", "Mayor Ines Halloran", "the river authority", "two retired teachers",
    "the library board", "a spokesman for the mill", "the island's only dentist", "students from the valley", "the transport committee",
    "Dr. Oyelaran", "the bakery's owner, Tomas Brandt,", "local fishermen", "the weather office", "a court in Lindenau", "the orchard cooperative",
)
_DID = (
    "approved", "rejected", "questioned", "paid for", "opened", "measured", "postponed", "described", "photographed", "argued over", "rebuilt",
    "signed", "published", "praised", "sold", "lost track of", "voted on", "inspected",
)
_WHAT = (
    "a plan for two more ferries", "the old stone bridge", "a map of every well in the district", "the budget for street lighting", "a rare blue lobster",
    "the timetable of the mountain line", "a museum of typewriters", "the harvest figures", "a petition with four thousand names", "the new tram depot",
    "a contract worth €3.4 million", "the cookie recipe of a convent", "a fence along the dunes", "the water meters", "an archive of radio plays",
)
_WHEN = (
    "on Wednesday", "late last month", "after a long debate", "before the first snow", "in the spring of 1998", "for the third time this year",
    "without saying why", "during the fair", "at a meeting that ran past midnight", "while the bells were ringing",
)
_TAIL = (
    "officials said the work would take until autumn", "nobody had expected so many visitors", "the first tender is due within weeks",
    "residents had complained of the noise for years", "the price was about $12 a head", "that is 4% more than a year ago",
    "the road stays closed until further notice", "a second opinion will cost extra", "most of the seats were already taken", "the keys were found the next morning",
)
_JOIN = ("; ", ", and ", ", although ", ", because ", ". ")
_QUOTES = (
    "We counted every one of them twice", "It is only a bridge, but it is our bridge", "Nobody asked the bees", "I read more in that week than in ten years",
    "You accept it or you move away", "The sea does what it likes",
)
_SHORT = ("It rained.", "Nobody spoke.", "The ferry was late again.", "Admission is free.", "That was all.", "The shop opens at nine.")
_TITLE = (
    "{what}: {short}", "Breaking | {who} {did} {what}", "What <b> means & why {what} matters", "{who} - {what} - part 2", "5/7: {what}", "{what}?!", "When \"{short}\" is news",
    "{what} returns after years of silence", "Why {who} {did} {what}", "{who}: a year in review", "How {what} came to be", "What we know about {what}",
    "{who} and the “{short}” affair", "Ten things about {what}", "Opinion: leave {what} alone", "{who} {did} {what}",
)


_FOREIGN = (
    "O conselho aprovou na quarta-feira um plano para mais dois barcos, e ninguém perguntou às abelhas.", "Não há pressa, disse ela; a ponte é velha.",
    "Dewan pelabuhan menyetujui rencana dua kapal tambahan pada hari Rabu setelah rapat yang panjang.", "Hujan turun sepanjang malam.",
    "وافق مجلس الميناء يوم الأربعاء على خطة لتشغيل عبّارتين إضافيتين بين الميناء القديم والجزر الشمالية.", "لم يعترض أحد.",
    "बंदरगाह परिषद ने बुधवार को दो और नौकाएँ चलाने की योजना को मंज़ूरी दी।", "रात भर बारिश होती रही।",
    "港の評議会は水曜日、旧港と北の島々を結ぶ船を二隻増やす計画を承認した。", "雨が降っていた。", "Der Rat stimmte am Mittwoch für zwei weitere Fähren – „endlich“, sagte der Wirt.",
)


def foreign(random: Random) -> str:
    """A paragraph in another language."""
    return random.choice(_FOREIGN)


def title(random: Random) -> str:
    """A headline."""
    text = random.choice(_TITLE).format(
        who=random.choice(_WHO).rstrip(","), did=random.choice(_DID), what=random.choice(_WHAT), short=random.choice(_SHORT).rstrip(".")
    )
    return text[0].upper() + text[1:]


def sentence(random: Random) -> str:
    """One sentence."""
    kind = random.random()
    if kind < 0.08:
        return random.choice(_SHORT)
    core = f"{random.choice(_WHO)} {random.choice(_DID)} {random.choice(_WHAT)} {random.choice(_WHEN)}"
    if kind < 0.25:
        core = f"“{random.choice(_QUOTES)},” said {random.choice(_WHO).rstrip(',')} when {core}"
    elif kind < 0.75:
        tail = random.choice(_TAIL)
        join = random.choice(_JOIN)
        core += join + (tail[0].upper() + tail[1:] if join == ". " else tail)
    return core[0].upper() + core[1:] + "."


def paragraph(random: Random, sentences: int = 0) -> str:
    """A paragraph of that many sentences, or of one to six."""
    return " ".join(sentence(random) for _ in range(sentences or random.choice((1, 1, 2, 2, 3, 3, 4, 5, 6))))


_PEN_NAMES = ("Admin", "News Desk", "Harbour Post", "tideWatcher77", "Guest contributor", "The Editors", "Unknown", "Salt and Slate", "Dr. A. Roux, MD", "मीरा जोशी", "佐藤", "Editor")


def name(random: Random) -> str:
    """An author's display name: a person's, or what else owners of blogs sign with."""
    if random.random() < 0.2:
        return random.choice(_PEN_NAMES)
    first = random.choice(("Maren", "Tomas", "Ayodele", "Priya", "Luis", "Hanne", "Kofi", "Mei", "Oskar", "Fatima", "Jo", "Élise"))
    last = random.choice(("Halvorsen", "Brandt", "Okafor", "Raman", "Ibáñez", "de Vries", "Mensah", "Lin", "Nyström", "Haddad", "O'Neill", "Roux"))
    return f"{first} {last}"


def blog_name(random: Random) -> str:
    """A blog's name."""
    return random.choice(("Harbour Post", "Daily Lantern", "The Copper Kettle", "Nine Mile News", "Orchard Wire", "Salt & Slate", "Tidewater Notes", "Morning Ledger", "Quill Street"))


def label(random: Random) -> str:
    """A label that a post is filed under."""
    return random.choice(("World", "Local News", "Opinion", "Ferries", "Food & Drink", "Science", "Élections", "How-to", "Markets", "Sport", "Kultur", "Health"))
