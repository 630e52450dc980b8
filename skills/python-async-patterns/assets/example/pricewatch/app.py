"""Shows the history of prices over HTTP."""

from html import escape

from aiohttp import web

from .cache import PageCache
from .settings import Settings
from .store import Store

SETTINGS = web.AppKey("settings", Settings)
STORE = web.AppKey("store", Store)
PAGES = web.AppKey("pages", PageCache)


async def history(request: web.Request) -> web.Response:
    prices = request.app[STORE].history(request.match_info["name"])
    return web.json_response(prices)


async def page(request: web.Request) -> web.Response:
    folder = request.app[SETTINGS].folder

    async def make(name: str) -> str:
        with open(folder / "page.html", encoding="utf-8") as file:
            template = file.read()
        return template.replace("{name}", escape(name))

    text = await request.app[PAGES].get(request.match_info["name"], make)
    return web.Response(text=text, content_type="text/html")


async def refresh(request: web.Request) -> web.Response:
    request.app[PAGES].forget(request.match_info["name"])
    raise web.HTTPNoContent


def build_app(settings: Settings, store: Store) -> web.Application:
    app = web.Application()
    app[SETTINGS] = settings
    app[STORE] = store
    app[PAGES] = PageCache()
    app.router.add_get("/history/{name}", history)
    app.router.add_get("/pages/{name}", page)
    app.router.add_delete("/pages/{name}", refresh)
    return app
