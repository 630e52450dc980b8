"""What each kind has to prove beyond the checks that all kinds share."""
