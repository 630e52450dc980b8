//! What comprehensions give: their variables are their own, whatever else is called so in the function.

use super::evaluate::{Evaluator, Frame};
use super::types::Type;
use crate::python::{ComprehensionKind, Expr, ExprId, Tree};

impl Evaluator<'_> {
    pub(super) fn comprehension(&mut self, frame: &Frame, index: u32) -> Type {
        let tree = self.tree(frame.module);
        let comprehension = &tree.comprehensions[index as usize];
        let outer = self.inner.len();
        for clause in &comprehension.clauses {
            let iterable = self.expr(frame, clause.iter);
            let element = self.element(&iterable, clause.is_async);
            self.bind_inner(tree, clause.target, &element);
        }
        let element = self.expr(frame, comprehension.element);
        self.inner.truncate(outer);
        let known = &self.program.known;
        match comprehension.kind {
            ComprehensionKind::Dict => self.generic(known.dict, [Type::Unknown, element]),
            ComprehensionKind::Set => self.generic(known.set, [element]),
            ComprehensionKind::List | ComprehensionKind::Generator => self.generic(known.list, [element]),
        }
    }

    fn bind_inner(&mut self, tree: &Tree, target: ExprId, value: &Type) {
        match tree.expr(target) {
            Expr::Name(name) => self.inner.push((tree.names.hash(name), value.clone())),
            Expr::Tuple(items) | Expr::List(items) => {
                for (number, item) in (0..=u8::MAX).zip(tree.list(items)) {
                    let found = self.item(value, number);
                    self.bind_inner(tree, *item, &found);
                }
            }
            Expr::Starred(inner) => self.bind_inner(tree, inner, &Type::Unknown),
            _ => {}
        }
    }
}
