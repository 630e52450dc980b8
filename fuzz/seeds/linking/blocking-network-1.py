import asyncio
import smtplib
from email.message import EmailMessage


class Mail:
    def send(self, text: str) -> None:
        message = EmailMessage()
        message.set_content(text)
        with smtplib.SMTP("mail.example") as server:
            server.send_message(message)


class Console:
    def send(self, text: str) -> None:
        print(text)


class Later:
    async def send(self, text: str) -> None:
        await asyncio.sleep(0.1)
        print(text)
#---
from app.notify import Console, Later, Mail


async def handler(mail: Mail, console: Console, later: Later) -> None:
    mail.send("a")
    console.send("a")
    await later.send("a")
#---
