from pathlib import Path


class Log:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __iadd__(self, line: str) -> "Log":
        self.path.write_text(line)
        return self

    def __getitem__(self, index: int) -> str:
        return self.path.read_text().splitlines()[index]

    def __len__(self) -> int:
        return len(self.path.read_text())

    def __call__(self, line: str) -> None:
        self.path.write_text(line)

    def __iter__(self):
        return iter(self.path.read_text().splitlines())

    def __str__(self) -> str:
        return self.path.name


async def handler(log: Log) -> None:
    log("line")
    print(log[0])
    print(len(log))
    for line in log:
        print(line)
    log += "more"
    print(str(log))
