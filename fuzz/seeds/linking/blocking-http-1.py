import requests


class Weather:
    def __init__(self, base: str) -> None:
        self._base = base
        self._session = requests.Session()

    def today(self, city: str) -> dict[str, object]:
        return self._call("today", city)

    def _call(self, path: str, city: str) -> dict[str, object]:
        return self._session.get(f"{self._base}/{path}", params={"city": city}).json()
#---
from app.weather import Weather


class Bot:
    def __init__(self) -> None:
        self.weather = Weather("https://weather.example")

    async def on_message(self, city: str) -> None:
        print(self.weather.today(city))
#---
