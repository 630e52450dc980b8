//! The skill host as a library: what is served, what is refused, and what each refusal says.

use std::fs;
use std::path::{Path, PathBuf};

use awaitwise::skill::{Catalog, OWN_SKILL, tokens, validate};
use sha2::{Digest, Sha256};

use crate::environment::repository;

fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        match entry.path() {
            path if path.ends_with("__pycache__") => {}
            path if path.is_dir() => files_below(&path, found),
            path => found.push(path),
        }
    }
}

fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn skill_page(name: &str) -> String {
    format!("---\nname: {name}\ndescription: For a test.\n---\n\n# {name}\n")
}

#[test]
fn the_binary_serves_the_bytes_on_disk_with_their_digests() {
    let catalog = Catalog::embedded();
    let root = repository().join("skills");
    let mut on_disk = Vec::new();
    files_below(&root, &mut on_disk);
    let mut served = 0;
    for skill in catalog.skills() {
        for file in &skill.files {
            let bytes = fs::read(root.join(&skill.name).join(&file.path)).unwrap();
            assert_eq!(file.bytes(), bytes, "{}/{}", skill.name, file.path);
            assert_eq!(file.digest, <[u8; 32]>::from(Sha256::digest(&bytes)), "{}", file.path);
            served += 1;
        }
    }
    assert_eq!(served, on_disk.len(), "every file is served, and nothing else");
    assert_eq!(catalog.problems(), []);
}

#[test]
fn the_skills_keep_to_the_specification() {
    for skill in Catalog::embedded().skills() {
        assert_eq!(validate(skill), [], "{}", skill.name);
        let page = skill.read("SKILL.md").unwrap().unwrap().text().unwrap();
        assert!(tokens(page) < 5_000, "{}: {} tokens", skill.name, tokens(page));
    }
}

#[test]
fn every_pattern_is_complete_and_fits_an_answer() {
    let catalog = Catalog::embedded();
    assert!(catalog.patterns().len() > 50);
    let mut ids: Vec<_> = catalog.patterns().iter().map(|pattern| (&pattern.skill, &pattern.id)).collect();
    ids.sort();
    let all = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), all, "an id names one pattern");
    let mut faults = Vec::new();
    for pattern in catalog.patterns() {
        let mut fault = |what: &str| faults.push(format!("{}: {what}", pattern.uri));
        let texts = [&pattern.title, &pattern.since, &pattern.summary, &pattern.use_when, &pattern.code];
        if texts.iter().any(|text| text.is_empty()) {
            fault("lacks a title, a version, a summary, a use or code");
        }
        if pattern.pitfalls.is_empty() {
            fault("states no pitfall");
        }
        if pattern.asked_as.len() < 4 {
            fault("is asked for in fewer than four ways");
        }
        if pattern.tokens > 500 {
            fault(&format!("is {} tokens long", pattern.tokens));
        }
        for related in &pattern.related {
            if catalog.pattern(related).is_none() {
                fault(&format!("names `{related}`, which does not exist"));
            }
        }
    }
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn a_folder_on_disk_is_served_beside_the_embedded_skill() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "deep/er/my-skill/SKILL.md", &skill_page("my-skill"));
    write(folder.path(), "deep/er/my-skill/references/a b.md", "# A\n");
    write(folder.path(), "deep/er/my-skill/__pycache__/x.pyc", "no");
    let catalog = Catalog::embedded().with_folder(folder.path()).unwrap();
    let skill = catalog.skill("my-skill").unwrap();
    let paths: Vec<_> = skill.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths, ["SKILL.md", "references/a b.md"]);
    assert_eq!(skill.uri("references/a b.md"), "skill://my-skill/references/a%20b.md");
    assert!(catalog.skill(OWN_SKILL).is_some());
    assert_eq!(skill.read("./references//a b.md").unwrap().unwrap().text(), Some("# A\n"));
    assert!(skill.read("../../x").is_err());
    assert!(skill.read("absent").unwrap().is_none());
}

#[test]
fn what_cannot_be_served_is_left_out_and_named() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write(root, "good/SKILL.md", &skill_page("good"));
    write(root, "other-name/SKILL.md", &skill_page("name"));
    write(root, "no-description/SKILL.md", "---\nname: no-description\n---\n");
    write(root, "broken-yaml/SKILL.md", "---\nname: [\n---\n");
    write(root, "Upper/SKILL.md", &skill_page("Upper"));
    write(root, &format!("{OWN_SKILL}/SKILL.md"), &skill_page(OWN_SKILL));
    write(root, "crowded/SKILL.md", &skill_page("crowded"));
    for number in 0..512 {
        write(root, &format!("crowded/assets/{number}"), "");
    }
    let catalog = Catalog::embedded().with_folder(root).unwrap();
    assert!(catalog.skill("good").is_some());
    let said: Vec<String> = catalog.problems().iter().map(ToString::to_string).collect();
    let expected = [
        "Upper/SKILL.md:1: the name may only have lower-case letters, digits and hyphens; the skill is left out",
        "broken-yaml/SKILL.md:1: line ",
        "crowded: more than 512 files or 16 MiB: hosts refuse such a skill, so it is left out",
        "no-description/SKILL.md:1: the field `description` has to be text that is not empty; the skill is left out",
        "other-name/SKILL.md:1: the name `name` has to equal the folder's name `other-name`; the skill is left out",
        "python-async-patterns/SKILL.md:1: another skill is already called `python-async-patterns`; this one is left out",
    ];
    assert_eq!(said.len(), expected.len(), "{said:#?}");
    for (said, expected) in said.iter().zip(expected) {
        assert!(said.starts_with(expected), "{said}");
    }
    let empty = tempfile::tempdir().unwrap();
    let error = Catalog::embedded().with_folder(empty.path()).unwrap_err();
    assert!(error.to_string().starts_with("no SKILL.md in "), "{error}");
}

#[test]
fn odd_front_matter_is_served_and_what_is_wrong_with_it_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write(root, "marked/SKILL.md", &format!("\u{feff}{}", skill_page("marked")));
    let page = "---\nname: other\nmetadata:\n  a: x\n  a: y\ndescription: For a test.\nname: twice\n---\n\n# Twice\n";
    write(root, "twice/SKILL.md", page);
    let digits = "1".repeat(30);
    let page =
        skill_page("large").replace("---\n\n", &format!("version: {digits}\nbuild: -{digits}\n---\n\n"));
    write(root, "large/SKILL.md", &page);
    write(root, "list/SKILL.md", "---\n- name\n---\n");
    let catalog = Catalog::default().with_folder(root).unwrap();
    let names: Vec<&str> = catalog.skills().iter().map(|skill| skill.name.as_str()).collect();
    assert_eq!(names, ["large", "marked", "twice"]);
    let bytes = catalog.skill("marked").unwrap().read("SKILL.md").unwrap().unwrap().bytes().to_vec();
    assert!(bytes.starts_with(b"\xef\xbb\xbf---"), "what is served is what is there");
    let version = &catalog.skill("large").unwrap().frontmatter.fields["version"];
    assert!((version.as_f64().unwrap() / 1.111_111_111e29 - 1.0).abs() < 1e-6, "{version}");
    let said: Vec<String> = catalog.faults().iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "large/SKILL.md:1: the specification has no field `build`",
            "large/SKILL.md:1: the specification has no field `version`",
            "list/SKILL.md:1: line 2: not a mapping from names to values; the skill is left out",
            "twice/SKILL.md:5: the key `a` stands here twice: the last one counts, and some hosts refuse the skill",
            "twice/SKILL.md:7: the key `name` stands here twice: the last one counts, and some hosts refuse the skill",
        ]
    );
}

#[cfg(unix)]
#[test]
fn links_lead_nowhere_outside_the_skill() {
    use std::os::unix::fs::symlink;

    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "secret.txt", "secret");
    write(folder.path(), "linked/SKILL.md", &skill_page("linked"));
    let root = folder.path().join("linked");
    symlink("SKILL.md", root.join("again.md")).unwrap();
    symlink("../secret.txt", root.join("out.txt")).unwrap();
    symlink("..", root.join("up")).unwrap();
    symlink(".", root.join("loop")).unwrap();
    let catalog = Catalog::default().with_folder(folder.path()).unwrap();
    let paths: Vec<_> = catalog.skills()[0].files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths, ["SKILL.md", "again.md"]);
    let said: Vec<String> = catalog.problems().iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "linked/loop: a link to a folder; it is left out",
            "linked/out.txt: a link that leads out of the skill; it is left out",
            "linked/up: a link that leads out of the skill; it is left out",
        ]
    );
}

#[test]
fn a_broken_block_is_named_with_its_line_and_the_rest_is_served() {
    let folder = tempfile::tempdir().unwrap();
    let page = "# Mine\n\n## my-pattern\n\n**Do it.**\n\n- **Since:** 3.11\n\n```python\nok = 1\n```\n\n## broken\n\n\
        - **Use when:** now.\n- **Pitfalls:** many.\n\n```python\nasync def f():\n    await (\n```\n\n\
        ```python bad\ndef\n```\n\n## open\n\n```python\nx = 1\n";
    write(folder.path(), "mine/SKILL.md", &skill_page("mine"));
    write(folder.path(), "mine/references/page.md", page);
    let catalog = Catalog::default().with_folder(folder.path()).unwrap();
    let said: Vec<String> = catalog.faults().iter().map(ToString::to_string).collect();
    assert_eq!(said.len(), 4, "{said:#?}");
    assert_eq!(said[0], "mine/references/page.md:3: the pattern `my-pattern` lacks: Use when, Pitfalls");
    assert_eq!(said[1], "mine/references/page.md:13: the pattern `broken` lacks: Since");
    assert!(
        said[2].starts_with("mine/references/page.md:20: this Python block has a syntax error: "),
        "{said:#?}"
    );
    assert_eq!(said[3], "mine/references/page.md:29: this code block is never closed");
    assert_eq!(validate(catalog.skill("mine").unwrap()), catalog.faults());
    assert_eq!(catalog.pattern("my-pattern").unwrap().code, "ok = 1\n");
    assert!(catalog.pattern("broken").is_some());
}
