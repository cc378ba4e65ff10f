"""Crawl shops' own pages: access rules, addresses to visit, and parsing of pages."""
