# verified: channels 4.3.2 with django@6.1.3
