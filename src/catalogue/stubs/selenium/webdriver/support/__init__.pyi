# verified: selenium 4.51.0
