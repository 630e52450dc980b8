# verified: pika 1.4.4
from pika.adapters.blocking_connection import BlockingConnection
