# None as the result keeps the code behind the block clear; bool makes the checker expect an end without return.
import bad
from checking import codes, passes
from pattern import Transaction, save
from proving import raises, run


async def main() -> None:
    transaction = Transaction()
    assert await save() == "saved"
    async with transaction:
        pass
    assert transaction.state == "committed"

    async def fails() -> None:
        async with transaction:
            raise ValueError

    await raises(ValueError, fails())
    assert transaction.state == "rolled back"

    async def swallowed() -> str:
        async with bad.Transaction():
            raise KeyError
        return "went on"

    assert await swallowed() == "went on"


run(main())
passes()
assert codes() == ["return"]
