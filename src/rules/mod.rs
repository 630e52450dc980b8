//! The rules: what each is called, how much it weighs, what it checks. One file and one page a rule.
//!
//! A rule never prints, never reads configuration and never looks at another rule.

mod page;

pub use page::{Example, ExampleKind, Page};

use crate::finding::{Category, RuleId, Severity};

/// Whether `scan --fix` can mend what a rule finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fixability {
    /// Every finding carries a safe fix.
    Always,
    /// Some findings do.
    Sometimes,
    /// None does.
    Never,
}

/// A rule: typed facts here, words and examples on its page.
#[derive(Debug)]
pub struct Rule {
    /// Code, name and category.
    pub id: RuleId,
    /// How much a finding weighs unless the configuration or the catalogue says otherwise.
    pub severity: Severity,
    /// Whether the rule runs when nothing is selected.
    pub on_by_default: bool,
    /// Whether findings carry fixes.
    pub fix: Fixability,
    /// Codes of other tools that mean the same; accepted in `--select` and in their suppression comments.
    pub same_as: &'static [&'static str],
    /// The page's Markdown.
    pub markdown: &'static str,
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Rule {}

impl Rule {
    /// The parsed page.
    pub fn page(&self) -> Page<'static> {
        Page::parse(self.markdown)
    }
}

macro_rules! rules {
    ($($code:literal $name:literal $category:ident $severity:ident $default:literal $fix:ident [$($same:literal),*];)+) => {
        static RULES: &[Rule] = &[$(Rule {
            id: RuleId { code: $code, name: $name, category: Category::$category },
            severity: Severity::$severity,
            on_by_default: $default,
            fix: Fixability::$fix,
            same_as: &[$($same),*],
            markdown: "",
        },)+];
    };
}

rules! {
    "AW101" "blocking-sleep" Blocking Error true Always ["ASYNC251", "S7488"];
    "AW301" "lost-task" Orphan Error true Sometimes ["RUF006", "ASYNC300", "S7502"];
}

/// Every rule, in the order of the codes.
pub fn all() -> &'static [Rule] {
    RULES
}

/// The rule of this code or name, in any letter case.
pub fn find(code_or_name: &str) -> Option<&'static Rule> {
    all().iter().find(|rule| {
        rule.id.code.eq_ignore_ascii_case(code_or_name) || rule.id.name.eq_ignore_ascii_case(code_or_name)
    })
}

/// What the analysis of a linked program says about one place, in bytes: `scan` adds lines, columns and suppressions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawFinding {
    /// Which rule speaks.
    pub rule: &'static Rule,
    /// How much it weighs here.
    pub severity: Severity,
    /// The reported place.
    pub place: Place,
    /// One sentence, lower case, without a final dot.
    pub message: String,
    /// Qualified name of the function that holds the place; `None` at module level.
    pub function: Option<String>,
    /// From the reported call to the leaf.
    pub chain: Vec<RawHop>,
    /// Qualified name of the blocking leaf.
    pub leaf: Option<String>,
    /// What to use instead.
    pub replacement: Option<String>,
    /// Further places with what they have to do with it.
    pub labels: Vec<(Place, String)>,
    /// How to mend it.
    pub fix: Option<crate::finding::Fix>,
}

/// A span in a module of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Index into [`Program::modules`](crate::semantic::Program::modules).
    pub module: u32,
    /// Bytes of the decoded text.
    pub span: crate::text::Span,
}

/// One step from the reported call towards the leaf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawHop {
    /// Where the call stands.
    pub place: Place,
    /// Qualified name of the function whose body holds the call.
    pub function: String,
    /// What is called, as resolved.
    pub call: String,
}

/// Judges the program by the given rules. Sorted by place, then rule.
pub fn check(_program: &crate::semantic::Program, _rules: &[&'static Rule]) -> Vec<RawFinding> {
    Vec::new()
}
