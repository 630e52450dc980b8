import functools
import inspect


def timed():
    def decorate(function):
        @functools.wraps(function)
        async def asynchronous(*args, **kwargs):
            return await function(*args, **kwargs)

        @functools.wraps(function)
        def plain(*args, **kwargs):
            result = function(*args, **kwargs)
            return result

        if inspect.iscoroutinefunction(function):
            return asynchronous
        return plain

    return decorate


class Client:
    @timed()
    def get(self, url: str):
        return url

    def headers(self) -> dict:
        response = self.get("/")
        return dict(response.headers)
