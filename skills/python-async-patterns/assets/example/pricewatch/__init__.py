"""Watches the prices of products in several shops and reports when one falls."""
