import pattern
import proving


async def main() -> None:
    peak = proving.Peak()

    async def fetch(url: int) -> int:
        with peak:
            await proving.settle(url % 3)
            return url

    assert await pattern.fetch_all(fetch, range(20), limit=4) == list(range(20))
    assert peak.most == 4


proving.run(main())
