import asyncio
import smtplib
from email.message import EmailMessage


async def handler(message: EmailMessage) -> None:
    server = smtplib.SMTP("mail.example")
    server.login("a", "b")
    server.send_message(message)


def send(message: EmailMessage) -> None:
    with smtplib.SMTP("mail.example") as server:
        server.send_message(message)


async def chained(message: EmailMessage) -> None:
    send(message)
    await asyncio.to_thread(send, message)
