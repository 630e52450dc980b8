"""Shows the history of prices over HTTP."""

from html import escape

from aiohttp import web

from .cache import PageCache
from .settings import Settings
from .store import Store


class Handlers:
    def __init__(self, settings: Settings, store: Store) -> None:
        self._settings = settings
        self._store = store
        self._pages = PageCache()

    async def history(self, request: web.Request) -> web.Response:
        prices = self._store.history(request.match_info["name"])
        return web.json_response(prices)

    async def page(self, request: web.Request) -> web.Response:
        async def make(name: str) -> str:
            with open(self._settings.folder / "page.html", encoding="utf-8") as file:
                template = file.read()
            return template.replace("{name}", escape(name))

        text = await self._pages.get(request.match_info["name"], make)
        return web.Response(text=text, content_type="text/html")

    async def refresh(self, request: web.Request) -> web.Response:
        self._pages.forget(request.match_info["name"])
        raise web.HTTPNoContent


def build_app(settings: Settings, store: Store) -> web.Application:
    app = web.Application()
    handlers = Handlers(settings, store)
    app.router.add_get("/history/{name}", handlers.history)
    app.router.add_get("/pages/{name}", handlers.page)
    app.router.add_delete("/pages/{name}", handlers.refresh)
    return app
