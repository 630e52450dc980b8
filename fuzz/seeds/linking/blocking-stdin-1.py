def input(name: str) -> str:
    return f"<input name={name}>"
#---
from app.forms import input


async def page() -> str:
    return input("age")
#---
async def page() -> str:
    return input("age? ")
#---
