# verified: werkzeug 3.1.9
