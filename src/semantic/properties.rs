//! Properties that a class body makes by a call.

use super::evaluate::{Evaluator, Frame};
use super::scope::{Binding, Bound, Source};
use super::types::{ClassRef, FuncRef, Type};
use crate::python::{ArgumentKind, Expr, Owner};

impl Evaluator<'_> {
    /// `name = property(get_name, set_name)` in the body of a class of the project: the getter, and the setter if there is one.
    pub(super) fn built_property(
        &mut self,
        class: ClassRef,
        bindings: &[Binding],
    ) -> Option<(FuncRef, Option<FuncRef>)> {
        let [Binding { bound: Bound::Value(Source::Expr(value), None), .. }] = bindings else { return None };
        let tree = self.tree(class.module);
        let Expr::Call(call) = tree.expr(*value) else { return None };
        let call = tree.call(call);
        if !self.program.is_project(class.module) || !self.is_name(class.module, call.func, "property") {
            return None;
        }
        let frame = Frame::of(class.module, Owner::Class(class.class));
        let function = |this: &mut Self, place: usize, keyword: &str| {
            let argument =
                tree.arguments(call).iter().enumerate().find(|(number, argument)| match argument.kind {
                    ArgumentKind::Positional => *number == place,
                    ArgumentKind::Keyword(name) => tree.names.text(name) == keyword,
                    _ => false,
                });
            match this.expr(&frame, argument?.1.value) {
                Type::Function(func, _) => Some(func),
                _ => None,
            }
        };
        let getter = function(self, 0, "fget")?;
        Some((getter, function(self, 1, "fset")))
    }
}
