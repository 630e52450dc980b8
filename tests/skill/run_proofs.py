#!/usr/bin/env python3
"""Execute every Python block of the skills and prove the claim of every pattern.

A skill page holds patterns: one second-level heading each, whose text is the id of the pattern. This program reads
the pages, writes the blocks of a pattern to files, and runs the pattern's proof against them on each interpreter.

    tests/skill/proofs/<skill>/<pattern id>.py            proof of a pattern
    tests/skill/proofs/<skill>/<page>/<heading>.py        proof of the blocks on a page without patterns (SKILL.md too)

A proof finds the blocks beside itself: ``pattern.py``, ``pattern_2.py`` ... for the recipes which fit the version of the
interpreter, and ``bad.py``, ``bad_2.py`` ... for the blocks which show a fault. It runs with ``-X dev -W error``. It
passes when it ends with status 0 and writes nothing to stderr: what asyncio only logs (a lost exception, a coroutine
that was never awaited) fails it too.

Only the standard library is used here. What the blocks import is pinned in ``requirements.txt``.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

OLDEST = (3, 10)
MAX_CHARACTERS = 1900
ALIASES = range(6, 61)
FIELDS = ("Since", "Use when", "Avoid when", "Pitfalls", "Related", "Asked as")
FENCE = re.compile(r"^(?P<indent> {0,3})(?P<marks>`{3,}|~{3,})(?P<info>.*)$")
HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*#*$")
LINK = re.compile(r"(?<!!)\[(?:[^\]\[]|\[[^\]]*\])*\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)")
FIELD = re.compile(r"^- \*\*([^*]+):\*\*\s*(.*)$", re.MULTILINE)
SLOW_CALLBACK = re.compile(r"^Executing <.* took \d+\.\d+ seconds$")

Version = tuple[int, int]


def version_text(version: Version) -> str:
    return f"{version[0]}.{version[1]}"


def read_version(text: str) -> Version | None:
    found = re.fullmatch(r"3\.(\d{1,2})", text)
    return (3, int(found[1])) if found else None


@dataclass
class Block:
    """One Python fence of a page."""

    page: Path
    line: int
    text: str
    bad: bool = False
    rule: str | None = None
    kind: str | None = None
    since: Version | None = None
    until: Version | None = None

    def fits(self, version: Version, least: Version) -> bool:
        """Whether an interpreter can run the block; recipes for older versions and bad blocks ignore the least version."""
        since = self.since or (OLDEST if self.until or self.bad else least)
        return since <= version and (self.until is None or version <= self.until)


@dataclass
class Section:
    """A heading with what follows it up to the next heading."""

    title: str
    level: int
    line: int
    lines: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)

    @property
    def prose(self) -> str:
        return "\n".join(self.lines)


@dataclass
class Page:
    """A Markdown file, cut at its headings."""

    path: Path
    title_count: int = 0
    sections: list[Section] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)
    links: list[tuple[int, str]] = field(default_factory=list)


@dataclass
class Job:
    """A proof and the blocks it is about."""

    name: str
    proof: Path
    least: Version
    blocks: list[Block]
    where: str


@dataclass
class Outcome:
    """What running one proof on one interpreter gave."""

    job: Job
    version: Version
    seconds: float
    failure: str | None


class Problems:
    """Faults of pages, each with the place where a reader has to look."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.messages: list[str] = []

    def add(self, path: Path, line: int, message: str) -> None:
        self.messages.append(f"{shown(path, self.root)}:{line}: {message}")


def shown(path: Path, root: Path) -> str:
    try:
        return path.relative_to(root).as_posix()
    except ValueError:
        return path.as_posix()


def slug(title: str) -> str:
    """The anchor that Markdown hosts give a heading."""
    text = re.sub(r"[`*]", "", title).strip().lower()
    return re.sub(r"[^\w\- ]", "", text).replace(" ", "-")


def read_info(info: str, page: Path, line: int, problems: Problems) -> Block | None:
    """Read the words after the fence marks; only Python blocks give a result."""
    words = info.split()
    if not words or words[0] != "python":
        if words and words[0].lower() in {"py", "python3", "pycon"}:
            problems.add(page, line, f"unknown info string {info!r}: write `python`")
        return None
    block = Block(page, line, "")
    for word in words[1:]:
        key, _, value = word.partition("=")
        if word in {"bad", "good", "fixed"} and block.kind is None:
            block.kind, block.bad = word, word == "bad"
        elif key in {"since", "until"} and (version := read_version(value)):
            setattr(block, key, version)
        elif block.bad and block.rule is None and re.fullmatch(r"[a-z][a-z0-9-]*", word):
            block.rule = word
        elif block.kind and re.fullmatch(r"[a-z]+=\S+", word) and "rules" in page.parts:
            continue
        else:
            problems.add(page, line, f"unknown word {word!r} in the info string {info!r}")
    return block


def read_page(path: Path, problems: Problems) -> Page:
    page = Page(path)
    section: Section | None = None
    closing: str | None = None
    indent = 0
    block: Block | None = None
    code: list[str] = []
    start = 0
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if section is not None:
            section.lines.append(line)
        if closing is not None:
            stripped = line.strip()
            if stripped.startswith(closing) and not stripped.strip(closing[0]):
                closing = None
                if block is not None:
                    block.text = "\n".join(code) + "\n"
                    if section is None:
                        problems.add(path, block.line, "a Python block stands before the first heading")
                    else:
                        section.blocks.append(block)
            else:
                code.append(line[indent:] if not line[:indent].strip() else line.lstrip())
            continue
        if fence := FENCE.match(line):
            closing, indent, start = fence["marks"], len(fence["indent"]), number
            block, code = read_info(fence["info"].strip(), path, number, problems), []
            continue
        if heading := HEADING.match(line):
            level, title = len(heading[1]), heading[2]
            page.title_count += level == 1
            anchor, copies = slug(title), 0
            while (anchor if not copies else f"{anchor}-{copies}") in page.anchors:
                copies += 1
            page.anchors.add(anchor if not copies else f"{anchor}-{copies}")
            section = Section(title, level, number, [line])
            page.sections.append(section)
            continue
        page.anchors.update(re.findall(r"<a (?:id|name)=\"([^\"]+)\"", line))
        page.links.extend((number, target) for target in LINK.findall(re.sub(r"`[^`]*`", "``", line)))
    if closing is not None:
        problems.add(path, start, "the fence that opens here is never closed")
    return page


def check_pattern(page: Page, section: Section, problems: Problems) -> Version:
    """Check the fixed parts of a pattern's section and give its least version."""

    def report(message: str) -> None:
        problems.add(page.path, section.line, f"{section.title}: {message}")

    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", section.title):
        report("the heading is not a pattern id (lowercase words joined by hyphens)")
    text = section.prose
    fields = dict(FIELD.findall(text))
    for name in FIELDS:
        if name not in fields:
            report(f"the line `- **{name}:**` is missing")
    body = next((line for line in section.lines[1:] if line.strip()), "")
    if not re.match(r"\*\*[^*]+\*\* *\S", body):
        report("the first line is not a bold statement followed by a sentence")
    if "Pitfalls" in fields and not re.search(r"^- \*\*Pitfalls:\*\*\s*\n {2,4}- ", text, re.MULTILINE):
        report("the pitfalls are not a nested list")
    aliases = [alias for alias in fields.get("Asked as", "").split(";") if alias.strip()]
    if len(aliases) not in ALIASES:
        report(f"{len(aliases)} entries in `Asked as`, {ALIASES.start} to {ALIASES.stop - 1} are wanted")
    if not any(not block.bad for block in section.blocks):
        report("there is no recipe: every block is marked bad")
    counted = "\n".join(line for line in section.lines if not line.startswith("- **Asked as:**")).strip()
    if len(counted) > MAX_CHARACTERS:
        report(f"{len(counted)} characters without `Asked as`, at most {MAX_CHARACTERS} are allowed")
    since = read_version(fields.get("Since", "").split(" ")[0].rstrip(",;."))
    if since is None and "Since" in fields:
        report(f"`Since` must begin with a version such as 3.11, not {fields['Since']!r}")
    return since or OLDEST


def check_links(pages: dict[Path, Page], page: Page, problems: Problems) -> None:
    for line, target in page.links:
        if re.match(r"[a-z][a-z0-9+.-]*:", target):
            continue
        name, _, anchor = target.partition("#")
        path = (page.path.parent / name).resolve() if name else page.path
        if not path.exists():
            problems.add(page.path, line, f"dangling link {target}")
            continue
        if anchor and path.suffix == ".md":
            other = pages.get(path) or read_page(path, Problems(problems.root))
            if anchor not in other.anchors:
                problems.add(page.path, line, f"dangling anchor {target}")
    for section in page.sections:
        for block in section.blocks:
            if block.rule is None or page.path.parent.name == "rules":
                continue
            rules = page.path.parent / ("rules" if page.path.parent.name == "references" else "references/rules")
            if not rules.is_dir():
                rules = problems.root / "skills/python-async-patterns/references/rules"
            if not (rules / f"{block.rule}.md").exists():
                problems.add(page.path, block.line, f"no rule has the name {block.rule}")


def plan(root: Path, links: bool, problems: Problems) -> tuple[list[Job], list[Block]]:
    """Read all pages of all skills: the proofs to run, and the blocks which are only compiled."""
    jobs: list[Job] = []
    compiled: list[Block] = []
    owners: dict[str, Path] = {}  # over all skills: an id is looked up without naming its skill
    for skill in sorted(path for path in (root / "skills").iterdir() if path.is_dir()):
        proofs = root / "tests/skill/proofs" / skill.name
        paths = [*skill.glob("SKILL.md"), *sorted((skill / "references").rglob("*.md"))]
        paths += sorted((skill / "assets").glob("*/README.md"))
        pages = {path.resolve(): read_page(path.resolve(), problems) for path in paths}
        wanted: set[Path] = set()
        for page in pages.values():
            if page.title_count != 1:
                problems.add(page.path, 1, f"{page.title_count} first-level headings, one is wanted")
            if links:
                check_links(pages, page, problems)
            if "assets" in page.path.relative_to(skill.resolve()).parts:
                continue
            compiled += [block for section in page.sections for block in section.blocks]
            if page.path.parent.name == "rules":
                continue
            is_reference = any("- **Since:**" in section.prose for section in page.sections)
            for section in page.sections:
                if is_reference and section.level == 2:
                    least = check_pattern(page, section, problems)
                    if section.title in owners:
                        problems.add(
                            page.path, section.line, f"{section.title} is also in {owners[section.title].name}"
                        )
                    owners[section.title] = page.path
                    name, proof = section.title, proofs / f"{section.title}.py"
                elif section.blocks:
                    if is_reference:
                        problems.add(
                            page.path, section.line, f"a Python block outside a pattern, under {section.title!r}"
                        )
                        continue
                    least, name = OLDEST, f"{page.path.stem}/{slug(section.title)}"
                    proof = proofs / f"{name}.py"
                else:
                    continue
                wanted.add(proof)
                if not proof.exists():
                    problems.add(page.path, section.line, f"{name} has no proof {shown(proof, root)}")
                    continue
                where = f"{shown(page.path, root)}:{section.line}"
                jobs.append(Job(name, proof, least, section.blocks, where))
        for proof in sorted(proofs.rglob("*.py")):
            if proof not in wanted:
                problems.add(proof, 1, "no pattern or section belongs to this proof")
    return jobs, compiled


COMPILE = """\
import json, sys, warnings
warnings.simplefilter("error")
out = []
for number, name, text in json.load(sys.stdin):
    try:
        compile(text, name, "exec", dont_inherit=True)
    except (SyntaxError, Warning, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        out.append((number, line, str(getattr(error, "msg", error))))
json.dump(out, sys.stdout)
"""


def compile_blocks(blocks: list[Block], pythons: dict[Version, str], problems: Problems) -> None:
    """Compile each block on every interpreter it is for, or on the newest when it is for a newer one."""
    newest = max(pythons)
    for version, python in pythons.items():
        batch = []
        for number, block in enumerate(blocks):
            # Pages of rules do not say from which version on their examples run.
            newest_only = block.page.parent.name == "rules" or (block.since is not None and block.since > newest)
            if version == newest if newest_only else block.fits(version, OLDEST):
                batch.append((number, block.page.name, block.text))
        result = subprocess.run(
            [python, "-c", COMPILE], input=json.dumps(batch), capture_output=True, text=True, check=True
        )
        for number, line, message in json.loads(result.stdout):
            block = blocks[number]
            problems.add(block.page, block.line + line, f"does not compile on {version_text(version)}: {message}")


def run_job(job: Job, version: Version, python: str, root: Path, limit: float) -> Outcome:
    folder = Path(tempfile.mkdtemp(prefix="proof-"))
    began = time.monotonic()
    try:
        for stem, bad in (("pattern", False), ("bad", True)):
            fitting = [b for b in job.blocks if b.bad is bad and b.fits(version, job.least)]
            for number, block in enumerate(fitting, 1):
                name = f"{stem}.py" if number == 1 else f"{stem}_{number}.py"
                (folder / name).write_text(block.text, encoding="utf-8")
        # The proof is copied because its name may be that of a standard module: contextvars.
        shutil.copyfile(job.proof, folder / "proof.py")
        env = {key: value for key, value in os.environ.items() if not key.upper().startswith("PYTHON")}
        env = {key: value for key, value in env.items() if not key.lower().endswith("_proxy")}
        env["PYTHONPATH"] = os.pathsep.join([str(folder), str(root / "tests/skill/lib")])
        env["PYTHONDONTWRITEBYTECODE"] = "1"
        env["PYTHONIOENCODING"] = "utf-8"
        command = [python, "-X", "dev", "-W", "error", str(folder / "proof.py")]
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
        failure = None
        try:
            output, errors = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            output, errors = process.communicate()
            failure = f"still running after {limit:.0f} seconds\n{output}{errors}"
        else:
            # A loaded machine makes asyncio's debug mode complain about slow callbacks; that is no fault of the block.
            noise = "\n".join(line for line in errors.splitlines() if not SLOW_CALLBACK.match(line)).strip()
            if process.returncode != 0:
                failure = f"exit status {process.returncode}\n{output}{noise}"
            elif noise:
                failure = f"wrote to stderr\n{noise}"
        if failure is not None:
            failure = failure.replace(str(folder / "proof.py"), shown(job.proof, root)).replace(str(folder), job.name)
        return Outcome(job, version, time.monotonic() - began, failure)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def interpreters(paths: list[str]) -> dict[Version, str]:
    found: dict[Version, str] = {}
    for path in paths:
        code = "import sys; print(sys.version_info[0], sys.version_info[1])"
        result = subprocess.run([path, "-c", code], capture_output=True, text=True, check=True)
        major, minor = result.stdout.split()
        found[int(major), int(minor)] = path
    return dict(sorted(found.items()))


def selected(job: Job, words: list[str]) -> bool:
    page = Path(job.where.rpartition(":")[0])
    return not words or any(word in {job.name, page.stem, page.parts[1]} for word in words)


def report(job: Job, outcomes: list[Outcome], newest: Version) -> list[str]:
    """The line of a pattern, and what its failed runs said."""
    failed = [outcome for outcome in outcomes if outcome.failure is not None]
    versions = " ".join(version_text(outcome.version) for outcome in outcomes)
    if not outcomes:
        state, versions = "pass", f"compiled on {version_text(newest)} only"
    else:
        state = "FAIL" if failed else "pass"
    seconds = sum(outcome.seconds for outcome in outcomes)
    lines = [f"{state} {job.name:<36} {versions:<20} {seconds:6.2f} s"]
    alike: dict[str, list[Outcome]] = {}
    for outcome in failed:
        alike.setdefault((outcome.failure or "").splitlines()[-1], []).append(outcome)
    for group in alike.values():
        on = " ".join(version_text(outcome.version) for outcome in group)
        lines.append(f"     on {on}, {job.where}:")
        lines += [f"       {line}" for line in (group[-1].failure or "").splitlines()[-40:]]
    return lines


def main() -> int:
    parser = argparse.ArgumentParser(description="Execute the blocks of the skills and prove the patterns' claims.")
    parser.add_argument("select", nargs="*", help="pattern ids, page names or skill names; everything by default")
    parser.add_argument("--python", action="append", metavar="PATH", help="interpreter to run on; may be repeated")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="proofs that run at the same time")
    parser.add_argument("--timeout", type=float, default=60.0, metavar="SECONDS", help="after which a proof is killed")
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parents[2], help="root of the repository")
    parser.add_argument(
        "--skip-links", action="store_true", help="do not check links and rule names, while writing pages"
    )
    options = parser.parse_args()
    root = options.root.resolve()
    if not (root / "skills").is_dir():
        parser.error(f"{root} has no folder skills; name the repository with --root")
    try:
        pythons = interpreters(options.python or [sys.executable])
    except (OSError, subprocess.CalledProcessError) as error:
        parser.error(f"cannot run an interpreter: {error}")

    # A shell starts background programs with SIGINT ignored, and children inherit that: proofs that send it would hang.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    problems = Problems(root)
    jobs, blocks = plan(root, not options.skip_links, problems)
    compile_blocks(blocks, pythons, problems)
    chosen = [job for job in jobs if selected(job, options.select)]
    if (
        options.select
        and not chosen
        and not any(word in message for word in options.select for message in problems.messages)
    ):
        parser.error(f"nothing has the name {' or '.join(options.select)}")

    passed = failed = 0
    with concurrent.futures.ThreadPoolExecutor(max(1, options.jobs)) as pool:
        runs = []
        for job in chosen:
            versions = [v for v in pythons if any(not b.bad and b.fits(v, job.least) for b in job.blocks)]
            runs.append((job, [pool.submit(run_job, job, v, pythons[v], root, options.timeout) for v in versions]))
        for job, futures in runs:
            outcomes = [future.result() for future in futures]
            good = all(outcome.failure is None for outcome in outcomes)
            passed, failed = passed + good, failed + (not good)
            print("\n".join(report(job, outcomes, max(pythons))), flush=True)
    messages = sorted(set(problems.messages))
    if options.select:
        names = {Path(job.where.rpartition(":")[0]).name for job in chosen} | {f"{w}.md" for w in options.select}
        messages = [m for m in messages if any(n in m for n in [*names, *options.select])]
    for message in messages:
        print(f"FAIL {message}")
    failed += len(messages)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
