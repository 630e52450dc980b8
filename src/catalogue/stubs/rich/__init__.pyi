# verified: rich 15.0.0
