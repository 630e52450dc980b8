# verified: pymupdf 2.0
from pymupdf import Document, Page, open
