"""Parse snaps: pictures of whole outfits, labelled with styles, that link to the worn products."""

from __future__ import annotations

from typing import Final

from config.style_words import style_of_word
from config.vocabulary import gender_lexicon, normalise
from scraper.crawl.addresses import ShopAddresses
from scraper.crawl.facts import SnapFacts
from scraper.crawl.page import Page
from scraper.text import hashtags_of, plain_text, web_link

MAX_WORN: Final = 20


def snap_on(page: Page, addresses: ShopAddresses) -> SnapFacts | None:
    """Return the outfit of a snap's page, None without a picture or without linked products."""
    picture = web_link(page.meta.get("og:image", ""))
    worn = [
        target.url
        for link in page.links
        if (target := addresses.page(link, 0)) is not None and target.kind == "product"
    ]
    if picture is None or not worn:
        return None
    title = plain_text(page.meta.get("og:title") or page.title)
    tags = hashtags_of(page.meta.get("keywords", ""))
    words = normalise(f"{title} {' '.join(tags)}")
    genders = {name for name, _ in gender_lexicon().find(words)}
    return SnapFacts(
        title=title,
        picture_url=picture,
        styles=tuple(dict.fromkeys(filter(None, map(style_of_word, (*tags, *title.split()))))),
        gender=genders.pop() if len(genders) == 1 else None,
        hashtags=tags,
        product_urls=tuple(dict.fromkeys(worn))[:MAX_WORN],
    )
