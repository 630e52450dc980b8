# verified: plumbum 2.0.2
from plumbum.commands.base import BaseCommand
