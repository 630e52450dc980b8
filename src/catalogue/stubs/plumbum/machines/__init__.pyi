# verified: plumbum 2.0.2
from plumbum.machines.local import local
