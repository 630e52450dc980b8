# verified: alembic 1.20.1
from alembic import command, config
