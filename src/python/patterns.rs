//! Patterns of the parser's tree to those of the compact one.

use ruff_python_ast as ast;

use super::lower::Lowering;
use super::names::Name;
use super::syntax::Pattern;

impl Lowering {
    pub(super) fn pattern(&mut self, pattern: &ast::Pattern) -> Pattern {
        match pattern {
            ast::Pattern::MatchValue(node) => Pattern::Value(self.expr(&node.value)),
            ast::Pattern::MatchSingleton(_) => Pattern::Constant,
            ast::Pattern::MatchSequence(node) => Pattern::Items(self.patterns(&node.patterns)),
            ast::Pattern::MatchMapping(node) => {
                let mut items = self.patterns(&node.patterns).into_vec();
                items.extend(node.rest.as_ref().map(|rest| self.binding(rest)));
                Pattern::Items(items.into())
            }
            ast::Pattern::MatchClass(node) => {
                let class = self.expr(&node.cls);
                let mut items: Vec<(Option<Name>, Pattern)> =
                    node.arguments.patterns.iter().map(|pattern| (None, self.pattern(pattern))).collect();
                items.extend(node.arguments.keywords.iter().map(|keyword| {
                    (Some(self.interner.intern(keyword.attr.as_str())), self.pattern(&keyword.pattern))
                }));
                Pattern::Class(class, items.into())
            }
            ast::Pattern::MatchStar(node) => {
                node.name.as_ref().map_or(Pattern::Constant, |name| self.binding(name))
            }
            ast::Pattern::MatchAs(node) => {
                let inner =
                    node.pattern.as_deref().map_or(Pattern::Constant, |pattern| self.pattern(pattern));
                match &node.name {
                    Some(name) => Pattern::Bind(self.interner.intern(name.as_str()), Box::new(inner)),
                    None => inner,
                }
            }
            ast::Pattern::MatchOr(node) => Pattern::Or(self.patterns(&node.patterns)),
        }
    }

    fn patterns(&mut self, patterns: &[ast::Pattern]) -> Box<[Pattern]> {
        patterns.iter().map(|pattern| self.pattern(pattern)).collect()
    }

    fn binding(&mut self, name: &ast::Identifier) -> Pattern {
        Pattern::Bind(self.interner.intern(name.as_str()), Box::new(Pattern::Constant))
    }
}
