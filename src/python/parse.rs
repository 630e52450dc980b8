use ruff_python_ast::token::TokenKind;
use ruff_python_parser::{Mode, ParseOptions, parse_unchecked};
use ruff_text_size::Ranged;

use super::lower::lower;
use super::nesting;
use super::syntax::{SyntaxError, Tree};
use crate::text::Span;

/// More errors of one file help nobody.
const MOST_ERRORS: usize = 20;

/// Parses `text`. Broken Python gives what could be recovered, with [`Tree::errors`]; absurdly nested text gives an error alone.
///
/// Needs a stack in proportion to the nesting: run it on a thread with 64 MiB or more.
pub fn parse(text: &str) -> Tree {
    if let Some(error) = nesting::refuse(text) {
        return Tree { errors: vec![error], ..Tree::default() };
    }
    let parsed = parse_unchecked(text, ParseOptions::from(Mode::Module));
    let errors = parsed
        .errors()
        .iter()
        .take(MOST_ERRORS)
        .map(|error| SyntaxError {
            span: Span::new(error.range().start().to_u32(), error.range().end().to_u32()),
            message: error.error.to_string(),
        })
        .collect();
    let mut directives = Vec::new();
    if mentions_directive(text) {
        for token in parsed.tokens().iter().filter(|token| token.kind() == TokenKind::Comment) {
            let span = Span::new(token.start().to_u32(), token.end().to_u32());
            if mentions_directive(span.of(text)) {
                directives.push(span);
            }
        }
    }
    let Some(module) = parsed.try_into_module() else {
        return Tree { errors, directives, ..Tree::default() };
    };
    let lowered = lower(&module.syntax().body);
    drop(module);
    let mut tree = lowered.finish();
    tree.errors = errors;
    tree.directives = directives;
    tree
}

/// Whether the text may hold a comment that silences findings.
fn mentions_directive(text: &str) -> bool {
    ["noqa", "NOQA", "ruff:", "awaitwise:"]
        .iter()
        .any(|word| memchr::memmem::find(text.as_bytes(), word.as_bytes()).is_some())
}
