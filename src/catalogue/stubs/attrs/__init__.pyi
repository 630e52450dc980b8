# verified: attrs 26.1.0
from attr import evolve
