use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Parser, Tag, TagEnd};

/// What an example on a rule page is there to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExampleKind {
    /// Has the fault: the rule finds it, and no other rule speaks.
    Bad,
    /// Exactly what `--fix` makes of the bad one before it.
    Fixed,
    /// Another way to do it right.
    Good,
}

/// A fenced Python block of a rule page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example<'a> {
    /// Bad, fixed or good.
    pub kind: ExampleKind,
    /// The code, with its final line end.
    pub code: &'a str,
    /// Line of the code's first line on the page, from 1.
    pub line: u32,
}

/// A rule page: Markdown with one heading, a summary, reasons and examples.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page<'a> {
    /// The H1's text: name and code.
    pub title: &'a str,
    /// The first paragraph: one sentence.
    pub summary: &'a str,
    /// The examples in the order of the page.
    pub examples: Vec<Example<'a>>,
}

impl<'a> Page<'a> {
    /// Reads a page; what is missing stays empty, the page tests insist on it.
    pub fn parse(markdown: &'a str) -> Self {
        let mut page = Self::default();
        let mut fence: Option<(ExampleKind, Option<std::ops::Range<usize>>)> = None;
        let mut paragraph = None;
        let mut in_title = false;
        for (event, range) in Parser::new(markdown).into_offset_iter() {
            match event {
                Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }) => in_title = true,
                Event::End(TagEnd::Heading(HeadingLevel::H1)) => in_title = false,
                Event::Start(Tag::Paragraph) if page.summary.is_empty() => paragraph = Some(range),
                Event::End(TagEnd::Paragraph) => {
                    if let Some(range) = paragraph.take() {
                        page.summary = markdown[range].trim();
                    }
                }
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                    let mut words = info.split_whitespace();
                    let kind = match (words.next(), words.next()) {
                        (Some("python"), Some("bad")) => Some(ExampleKind::Bad),
                        (Some("python"), Some("fixed")) => Some(ExampleKind::Fixed),
                        (Some("python"), Some("good")) => Some(ExampleKind::Good),
                        _ => None,
                    };
                    fence = kind.map(|kind| (kind, None));
                }
                Event::Text(_) if in_title => page.title = markdown[range].trim(),
                Event::Text(_) => {
                    if let Some((_, code)) = &mut fence {
                        let start = code.as_ref().map_or(range.start, |code| code.start);
                        *code = Some(start..range.end);
                    }
                }
                Event::End(TagEnd::CodeBlock) => {
                    if let Some((kind, Some(range))) = fence.take() {
                        let line = markdown[..range.start].matches('\n').count() as u32 + 1;
                        page.examples.push(Example { kind, code: &markdown[range], line });
                    }
                }
                _ => {}
            }
        }
        page
    }
}
