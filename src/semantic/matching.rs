//! `match` within a walk.

use rustc_hash::FxHashSet;

use super::env::Env;
use super::flow::Flow;
use super::types::Type;
use super::walk::{ExprKey, Walk};
use crate::python::{ExprId, Name, Pattern};

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
            self.guard(condition.clone());
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
                self.assume(condition.negated());
            }
        }
        if let Some(end) = end {
            (self.env, self.settled) = end;
        }
        self.under = outside;
        Flow::On
    }

    /// What a class pattern compares with its item: an attribute by name, or the field of this number of a data class.
    fn part(&mut self, instance: &Type, number: usize, name: Option<Name>) -> Type {
        let (hash, text) = match (name, instance) {
            (Some(name), _) => (self.tree.names.hash(name), self.tree.names.text(name)),
            (None, Type::Instance(class, _)) => match self.field_name(*class, number) {
                Some((module, name)) => {
                    let names = &self.ev.tree(module).names;
                    (names.hash(name), names.text(name))
                }
                None => return Type::Unknown,
            },
            _ => return Type::Unknown,
        };
        self.ev.attribute(instance, hash, text).0
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
                let instance = self.ev.instances_of(&class);
                for (number, (name, item)) in items.iter().enumerate() {
                    let part = self.part(&instance, number, *name);
                    self.pattern(item, &part, None);
                }
            }
            Pattern::Items(items) => items.iter().for_each(|item| self.pattern(item, &Type::Unknown, None)),
            Pattern::Or(items) => items.iter().for_each(|item| self.pattern(item, subject, None)),
        }
    }
}
