from __future__ import annotations

import gzip

import pytest

from scraper.crawl.sitemap import read_sitemap
from scraper.download import DownloadError

NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
IMAGES = 'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
URLS = (
    f"<urlset {NS} {IMAGES}><url><loc>https://a.example/1</loc><image:image>"
    "<image:loc>https://a.example/1.jpg</image:loc></image:image></url>"
    "<url><loc>javascript:x</loc></url><url><loc> https://a.example/2 </loc></url></urlset>"
)


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_pages_without_their_pictures(pack):
    found = read_sitemap(pack(URLS.encode()), 10**6)
    assert found.pages == ["https://a.example/1", "https://a.example/2"]
    assert found.sitemaps == []


def test_an_index_and_a_plain_list():
    index = (
        f"<sitemapindex {NS}><sitemap><loc>https://a.example/s.xml</loc></sitemap></sitemapindex>"
    )
    assert read_sitemap(index.encode(), 10**6).sitemaps == ["https://a.example/s.xml"]
    plain = read_sitemap(b"\xef\xbb\xbfhttps://a.example/1\nnothing\n", 10**6)
    assert plain.pages == ["https://a.example/1"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<urlset>", "damaged"),
        (b'<!DOCTYPE r [<!ENTITY a "aa">]><urlset/>', "damaged"),
        (b"\x1f\x8bnothing", "damaged"),
        (gzip.compress(bytes(2_000_000)), "too_large"),
    ],
)
def test_bad_sitemaps(body: bytes, reason: str):
    with pytest.raises(DownloadError) as refused:
        read_sitemap(body, 10**6)
    assert refused.value.reason == reason
