use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::frontmatter::split;
use crate::text::LineIndex;

/// A Markdown page by its parts. Texts are slices of the page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document<'a> {
    /// Text of the H1.
    pub title: &'a str,
    /// The sections below an H2, in the order of the page.
    pub sections: Vec<Section<'a>>,
    /// Every fenced block.
    pub snippets: Vec<Snippet<'a>>,
    /// Every link.
    pub links: Vec<Link>,
    /// Broken blocks: line and what is wrong.
    pub problems: Vec<(usize, String)>,
}

/// What stands between one H2 and the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section<'a> {
    /// Text of the heading.
    pub heading: &'a str,
    /// Line of the heading, from 1.
    pub line: usize,
    /// The whole section, heading included.
    pub markdown: &'a str,
    /// Its place on the page in bytes.
    pub range: Range<usize>,
}

/// A fenced block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet<'a> {
    /// The words after the fence: `python bad lost-task`.
    pub info: &'a str,
    /// The code, with its final line end.
    pub code: &'a str,
    /// Line of the first line of code, from 1.
    pub line: usize,
    /// Offset of the opening fence.
    pub offset: usize,
}

impl Snippet<'_> {
    /// The language, in lower case.
    pub fn language(&self) -> String {
        self.info.split_whitespace().next().unwrap_or_default().to_ascii_lowercase()
    }

    /// Whether the block is marked as one that shows a fault.
    pub fn is_bad(&self) -> bool {
        self.info.split_whitespace().any(|word| word == "bad")
    }
}

/// A link on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Where it leads, as written.
    pub target: String,
    /// Its line, from 1.
    pub line: usize,
}

impl<'a> Document<'a> {
    /// Reads a page. Never fails: what is broken becomes a problem, the rest is kept.
    pub fn parse(markdown: &'a str) -> Self {
        let body = split(markdown).map_or(0, |(_, body)| markdown.len() - body.len());
        let lines = LineIndex::new(markdown);
        let line_of = |offset: usize| lines.line(u32::try_from(offset).unwrap_or(u32::MAX)) as usize;
        let mut document = Self::default();
        let mut headings: Vec<(usize, &'a str)> = Vec::new();
        let mut heading: Option<(HeadingLevel, usize, Option<Range<usize>>)> = None;
        let mut snippet: Option<Range<usize>> = None;
        let mut code: Option<Range<usize>> = None;
        for (event, range) in Parser::new_ext(&markdown[body..], Options::ENABLE_TABLES).into_offset_iter() {
            let range = range.start + body..range.end + body;
            match event {
                Event::Start(Tag::Heading { level, .. }) => heading = Some((level, range.start, None)),
                Event::End(TagEnd::Heading(_)) => match heading.take() {
                    Some((HeadingLevel::H1, _, Some(text))) if document.title.is_empty() => {
                        document.title = markdown[text].trim();
                    }
                    Some((HeadingLevel::H2, start, Some(text))) => {
                        headings.push((start, markdown[text].trim()));
                    }
                    _ => {}
                },
                Event::Start(Tag::Link { dest_url, .. }) => {
                    widen(&mut heading, &range);
                    let target = dest_url.into_string();
                    document.links.push(Link { target, line: line_of(range.start) });
                }
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) => {
                    snippet = Some(range);
                    code = None;
                }
                Event::Text(_) if snippet.is_some() => {
                    let start = code.as_ref().map_or(range.start, |code| code.start);
                    code = Some(start..range.end);
                }
                Event::End(TagEnd::CodeBlock) => {
                    if let Some(block) = snippet.take() {
                        let line = line_of(block.start);
                        if !is_closed(&markdown[block.clone()]) {
                            let message = "this code block is never closed".to_owned();
                            document.problems.push((line, message));
                        }
                        let first = markdown[block.clone()].lines().next().unwrap_or_default();
                        document.snippets.push(Snippet {
                            info: first.trim_start_matches(['`', '~', ' ']).trim(),
                            code: code.take().map_or("", |code| &markdown[code]),
                            line: line + 1,
                            offset: block.start,
                        });
                    }
                }
                Event::Text(_) | Event::Code(_) => widen(&mut heading, &range),
                _ => {}
            }
        }
        for (index, (start, text)) in headings.iter().enumerate() {
            let end = headings.get(index + 1).map_or(markdown.len(), |(next, _)| *next);
            document.sections.push(Section {
                heading: text,
                line: line_of(*start),
                markdown: markdown[*start..end].trim_end(),
                range: *start..end,
            });
        }
        document
    }

    /// The section with this heading.
    pub fn section(&self, heading: &str) -> Option<&Section<'a>> {
        self.sections.iter().find(|section| section.heading == heading)
    }

    /// The blocks of a section.
    pub fn snippets_of<'s>(&'s self, section: &'s Section<'a>) -> impl Iterator<Item = &'s Snippet<'a>> {
        self.snippets.iter().filter(|snippet| section.range.contains(&snippet.offset))
    }
}

/// Extends the text of the heading that is being read.
fn widen(heading: &mut Option<(HeadingLevel, usize, Option<Range<usize>>)>, range: &Range<usize>) {
    if let Some((_, _, text)) = heading {
        let start = text.as_ref().map_or(range.start, |text| text.start);
        *text = Some(start..range.end);
    }
}

fn is_closed(block: &str) -> bool {
    let mut lines = block.trim_end().lines();
    let opening = lines.next().unwrap_or_default().trim_start();
    let fence = opening.chars().take_while(|c| opening.starts_with(*c)).count();
    let last = lines.next_back().unwrap_or_default().trim_start_matches(['>', ' ', '\t']);
    last.len() >= fence && !last.is_empty() && last.chars().all(|c| opening.starts_with(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_comes_apart_at_its_headings_and_fences() {
        let markdown = "---\nname: x\n---\n# Title\n\nIntro [one](a.md#b).\n\n## `first` part\n\n```python bad x\na = 1\n\nb = 2\n```\n\n## second\n\ntext\n";
        let page = Document::parse(markdown);
        assert_eq!(page.title, "Title");
        assert_eq!(page.links, [Link { target: "a.md#b".into(), line: 6 }]);
        let headings: Vec<_> = page.sections.iter().map(|section| (section.heading, section.line)).collect();
        assert_eq!(headings, [("`first` part", 8), ("second", 16)]);
        let snippets: Vec<_> = page.snippets_of(&page.sections[0]).collect();
        assert_eq!(snippets.len(), 1);
        assert_eq!(
            (snippets[0].info, snippets[0].code, snippets[0].line),
            ("python bad x", "a = 1\n\nb = 2\n", 11)
        );
        assert!(page.problems.is_empty());
    }

    #[test]
    fn a_block_that_is_never_closed_is_a_problem_with_its_line() {
        let page = Document::parse("# T\n\n## a\n\n```python\nx = 1\n");
        assert_eq!(page.problems, [(5, "this code block is never closed".to_owned())]);
        assert_eq!(page.snippets[0].code, "x = 1\n");
        assert_eq!(Document::parse("## a\n\n~~~~\n```\n~~~~\n").problems, []);
    }
}
