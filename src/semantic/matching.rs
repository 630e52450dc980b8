//! `match` within a walk.

use rustc_hash::FxHashSet;

use super::env::Env;
use super::types::Type;
use super::walk::{ExprKey, Flow, Walk};
use crate::python::{ExprId, Pattern};

impl Walk<'_, '_> {
    pub(super) fn match_stmt(&mut self, node: &crate::python::Match) -> Flow {
        let subject = self.visit(node.subject);
        let before = (self.env.clone(), self.settled.clone());
        let mut end: Option<(Env, FxHashSet<ExprKey>)> = Some(before.clone());
        let outside = self.under.clone();
        for case in &node.cases {
            self.env.clone_from(&before.0);
            self.settled.clone_from(&before.1);
            let condition = self.case(node.subject, &case.pattern);
            let here = self.under.clone();
            self.assume(condition.clone());
            self.pattern(&case.pattern, &subject, Some(node.subject));
            self.visit(case.guard);
            if self.block(&case.body) == Flow::On {
                let after = (std::mem::take(&mut self.env), std::mem::take(&mut self.settled));
                match &mut end {
                    Some(end) => {
                        (self.env, self.settled) = std::mem::take(end);
                        self.join(after);
                        *end = (std::mem::take(&mut self.env), std::mem::take(&mut self.settled));
                    }
                    None => end = Some(after),
                }
            }
            self.under = here;
            if case.guard == ExprId::NONE {
                // The next case is tried where this one does not fit.
                self.assume_not(condition);
            }
        }
        if let Some(end) = end {
            (self.env, self.settled) = end;
        }
        self.under = outside;
        Flow::On
    }

    fn pattern(&mut self, pattern: &Pattern, subject: &Type, source: Option<ExprId>) {
        match pattern {
            Pattern::Constant => {}
            Pattern::Value(value) => drop(self.visit(*value)),
            Pattern::Bind(name, inner) => {
                let value = match &**inner {
                    Pattern::Class(class, _) => {
                        let class = self.visit(*class);
                        self.ev.instances_of(&class)
                    }
                    _ => subject.clone(),
                };
                self.bind(*name, value);
                self.pattern(inner, subject, None);
            }
            Pattern::Class(class, items) => {
                let class = self.visit(*class);
                if let (Some(source), Some(key)) = (source, source.and_then(|id| self.single_name(id))) {
                    let _ = source;
                    let narrowed = self.ev.instances_of(&class);
                    self.env.insert(key, narrowed);
                }
                items.iter().for_each(|item| self.pattern(item, &Type::Unknown, None));
            }
            Pattern::Items(items) => items.iter().for_each(|item| self.pattern(item, &Type::Unknown, None)),
            Pattern::Or(items) => items.iter().for_each(|item| self.pattern(item, subject, None)),
        }
    }
}
