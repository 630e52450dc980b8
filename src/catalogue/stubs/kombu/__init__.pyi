# verified: kombu 5.7.0
from kombu.connection import Connection
from kombu.messaging import Producer
