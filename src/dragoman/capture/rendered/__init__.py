"""Rendered capture: a page as a browser shows it, every request of it fetched and recorded by us."""
