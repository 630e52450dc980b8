use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use serde::Serialize;

use super::catalog::Skill;
use super::document::{Document, Section};
use super::path::SkillUri;

/// One pattern: a section of a reference page, taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pattern {
    /// The skill it belongs to.
    pub skill: String,
    /// Its id: the heading, and the anchor on the page.
    pub id: String,
    /// What it does, in one short sentence.
    pub title: String,
    /// Name of the page without folder and extension: `performance`.
    pub reference: String,
    /// Least Python version: `3.11`; empty when the page does not say.
    pub since: String,
    /// The first paragraph, without emphasis.
    pub summary: String,
    /// When to use it.
    pub use_when: String,
    /// When not to, and what to use then.
    pub avoid_when: String,
    /// What goes wrong with it, one sentence each.
    pub pitfalls: Vec<String>,
    /// Names of the rules that guard it.
    pub guarded_by: Vec<String>,
    /// Ids of related patterns.
    pub related: Vec<String>,
    /// Questions, symptoms and names by which it is asked for.
    pub asked_as: Vec<String>,
    /// Its first block that shows how to do it.
    pub code: String,
    /// Where it stands: the page's URI with the anchor.
    pub uri: String,
    /// Line of its heading, from 1.
    pub line: usize,
    /// The section as Markdown, without the line of questions.
    pub markdown: String,
    /// About how many tokens `markdown` is read as.
    pub tokens: usize,
}

/// The patterns of a skill: sections of `references/*.md` whose heading is an id.
pub(super) fn patterns_of(skill: &Skill) -> Vec<Pattern> {
    let mut patterns = Vec::new();
    for file in &skill.files {
        let Some(page) = file.path.strip_prefix("references/").and_then(|path| path.strip_suffix(".md"))
        else {
            continue;
        };
        let Some(text) = file.text().filter(|_| !page.contains('/')) else { continue };
        let document = Document::parse(text);
        for section in document.sections.iter().filter(|section| is_id(section.heading)) {
            let code = document
                .snippets_of(section)
                .find(|snippet| snippet.language() == "python" && !snippet.is_bad())
                .map_or("", |snippet| snippet.code);
            let uri = format!("{}#{}", SkillUri::format(&skill.name, &file.path), section.heading);
            let pattern = Pattern {
                skill: skill.name.clone(),
                id: section.heading.to_owned(),
                reference: page.to_owned(),
                code: code.to_owned(),
                uri,
                line: section.line,
                ..read(section)
            };
            // A page may have sections that are no patterns: those make no statement with facts below it.
            if !pattern.since.is_empty() || !pattern.asked_as.is_empty() || !pattern.pitfalls.is_empty() {
                patterns.push(pattern);
            }
        }
    }
    patterns
}

fn is_id(heading: &str) -> bool {
    let word = |word: &str| {
        !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    heading.len() <= 64 && heading.split('-').all(word)
}

/// The facts of a section: its first paragraph, and the list of labelled items.
fn read(section: &Section<'_>) -> Pattern {
    let markdown = section.markdown;
    let mut pattern = Pattern::empty();
    let mut without_questions = None;
    let mut depth = 0_u32;
    let mut paragraph = None;
    let mut item: Option<Item> = None;
    for (event, range) in Parser::new(markdown).into_offset_iter() {
        match event {
            Event::Start(Tag::Paragraph) if depth == 0 && pattern.summary.is_empty() => {
                paragraph = Some(range);
            }
            Event::End(TagEnd::Paragraph) => {
                if let Some(range) = paragraph.take() {
                    pattern.summary = line(&markdown[range]).replace("**", "");
                }
            }
            Event::Start(Tag::Strong) => match &mut item {
                Some(item) if depth == 1 && item.label.is_none() => item.label = Some(range),
                None if paragraph.is_some() && pattern.title.is_empty() => {
                    let title = line(markdown[range].trim_matches('*'));
                    title.trim_end_matches('.').clone_into(&mut pattern.title);
                }
                _ => {}
            },
            Event::Start(Tag::Item) => {
                depth += 1;
                if depth == 1 {
                    item = Some(Item { range, label: None, links: Vec::new(), children: Vec::new() });
                } else if let (2, Some(item)) = (depth, &mut item) {
                    item.children.push(line(markdown[range].trim_start_matches(['-', '*', '+', ' '])));
                }
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                if let Some(item) = &mut item {
                    item.links.push(dest_url.into_string());
                }
            }
            Event::End(TagEnd::Item) => {
                depth = depth.saturating_sub(1);
                if let (0, Some(done)) = (depth, item.take_if(|_| depth == 0)) {
                    let range = done.range.clone();
                    if pattern.take(markdown, done) {
                        without_questions = Some(range);
                    }
                }
            }
            _ => {}
        }
    }
    pattern.markdown = match without_questions {
        Some(range) => {
            let before = markdown[..range.start].trim_end();
            let rest = markdown[range.end..].trim_start_matches('\n');
            let gap = if rest.starts_with("- ") { "\n" } else { "\n\n" };
            format!("{before}{gap}{rest}").trim_end().to_owned()
        }
        None => markdown.to_owned(),
    };
    pattern.tokens = super::tokens(&pattern.markdown);
    pattern
}

struct Item {
    range: std::ops::Range<usize>,
    label: Option<std::ops::Range<usize>>,
    links: Vec<String>,
    children: Vec<String>,
}

impl Pattern {
    /// The path of its page within the skill.
    pub fn path(&self) -> String {
        format!("references/{}.md", self.reference)
    }

    /// Keeps the fact of a labelled item. True for the questions, which are data for the search and no reading.
    fn take(&mut self, markdown: &str, item: Item) -> bool {
        let Some(label) = item.label else { return false };
        let value = line(&markdown[label.end..item.range.end]);
        match markdown[label].trim_matches('*').trim_end_matches(':').to_lowercase().as_str() {
            "since" => {
                let version = |c: char| c.is_ascii_digit() || c == '.';
                self.since = value.chars().take_while(|c| version(*c)).collect();
            }
            "use when" => self.use_when = value,
            "avoid when" => self.avoid_when = value,
            "pitfalls" | "pitfall" if item.children.is_empty() => self.pitfalls = vec![value],
            "pitfalls" => self.pitfalls = item.children,
            "guarded by" => {
                let rule = |link: &String| Some(link.rsplit('/').next()?.strip_suffix(".md")?.to_owned());
                self.guarded_by = item.links.iter().filter_map(rule).collect();
            }
            "related" => {
                let id = |link: &String| Some(link.split_once('#')?.1.to_owned());
                self.related = item.links.iter().filter_map(id).collect();
            }
            "asked as" => {
                let question = |text: &str| text.trim().trim_matches(['"', '`']).trim().to_owned();
                self.asked_as = value.split(';').map(question).filter(|text| !text.is_empty()).collect();
                return true;
            }
            _ => {}
        }
        false
    }

    fn empty() -> Self {
        Self {
            skill: String::new(),
            id: String::new(),
            title: String::new(),
            reference: String::new(),
            since: String::new(),
            summary: String::new(),
            use_when: String::new(),
            avoid_when: String::new(),
            pitfalls: Vec::new(),
            guarded_by: Vec::new(),
            related: Vec::new(),
            asked_as: Vec::new(),
            code: String::new(),
            uri: String::new(),
            line: 0,
            markdown: String::new(),
            tokens: 0,
        }
    }
}

/// One line of a text that may go over several.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_gives_its_facts() {
        let markdown = "# P\n\n## map-all\n\n**Map it all.** With\nat most N.\n\n- **Since:** 3.10\n- **Use when:** long\n  input.\n- **Pitfalls:**\n  - one `a`.\n  - two.\n- **Guarded by:** [unbounded-gather](rules/unbounded-gather.md)\n- **Related:** [x](#pool), [y](b.md#http)\n- **Asked as:** \"too many; of them\"; a.b; `c`\n\n```python bad\nno\n```\n\n```python\nyes\n```\n";
        let document = Document::parse(markdown);
        let pattern = read(&document.sections[0]);
        assert_eq!(pattern.title, "Map it all");
        assert_eq!(pattern.summary, "Map it all. With at most N.");
        assert_eq!((pattern.since.as_str(), pattern.use_when.as_str()), ("3.10", "long input."));
        assert_eq!(pattern.pitfalls, ["one `a`.", "two."]);
        assert_eq!(
            (pattern.guarded_by, pattern.related),
            (vec!["unbounded-gather".into()], vec!["pool".into(), "http".into()])
        );
        assert_eq!(pattern.asked_as, ["too many", "of them", "a.b", "c"]);
        assert!(!pattern.markdown.contains("Asked as"));
        assert!(
            pattern.markdown.ends_with("(b.md#http)\n\n```python bad\nno\n```\n\n```python\nyes\n```"),
            "{}",
            pattern.markdown
        );
    }
}
