# verified: pdfminer.six 20260107
