# verified: redis 8.1.0
from redis.commands.core import CoreCommands
