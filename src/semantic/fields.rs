//! Fields of data classes: what their constructors call for values that are not passed.

use super::calls::Passed;
use super::evaluate::Frame;
use super::facts::Via;
use super::types::{ClassRef, FuncRef};
use super::walk::Walk;
use crate::python::{ArgumentKind, Expr, ExprId, FunctionId, Name, NameHash, Owner, StmtKind, Tree};

/// Classes whose constructors are made from their fields, by the name of the decorator or of the base.
const MAKERS: &[&str] = &["dataclass", "define", "frozen", "mutable", "attrs", "BaseModel", "BaseSettings"];

/// `options: dict = field(default_factory=read_defaults)`
struct Field {
    class: ClassRef,
    name: NameHash,
    /// Cannot be passed by position.
    by_name_only: bool,
    /// Cannot be passed at all.
    is_internal: bool,
    factory: ExprId,
    /// `@token.default` on a method, of attrs.
    method: Option<FuncRef>,
}

impl Walk<'_, '_> {
    /// Constructing a data class calls the factories of the fields that are not passed.
    pub(super) fn call_factories(&mut self, at: ExprId, class: ClassRef, passed: &Passed) {
        if !self.recording || !self.ev.program.is_project(class.module) {
            return;
        }
        let is_open = |kind: ArgumentKind| matches!(kind, ArgumentKind::Star | ArgumentKind::DoubleStar);
        if passed.arguments.iter().any(|argument| is_open(argument.kind)) {
            return;
        }
        let positional =
            passed.arguments.iter().filter(|argument| argument.kind == ArgumentKind::Positional).count();
        let named = |wanted| {
            passed.arguments.iter().any(|argument| {
                matches!(argument.kind, ArgumentKind::Keyword(name) if passed.tree.names.hash(name) == wanted)
            })
        };
        let mut position = 0;
        for field in self.fields(class) {
            let in_order = !field.is_internal && !field.by_name_only;
            let is_passed = in_order && position < positional || !field.is_internal && named(field.name);
            position += usize::from(in_order);
            if let Some(method) = field.method.filter(|_| !is_passed) {
                self.implicit(at, method);
            } else if field.factory != ExprId::NONE && !is_passed {
                let frame = Frame::of(field.class.module, Owner::Class(field.class.class));
                let factory = self.ev.expr(&frame, field.factory);
                self.hand(at, &factory, Via::Implicit);
            }
        }
    }

    /// The field that stands at this place in the constructor, with the module in which it is written.
    pub(super) fn field_name(&mut self, class: ClassRef, place: usize) -> Option<(u32, Name)> {
        let fields = self.fields(class);
        let field = fields.iter().filter(|field| !field.is_internal && !field.by_name_only).nth(place)?;
        Some((field.class.module, self.ev.tree(field.class.module).names.find(field.name)?))
    }

    /// The fields of a class whose constructor is made from them, in order; none of other classes.
    fn fields(&mut self, class: ClassRef) -> Vec<Field> {
        let order = self.ev.mro(class);
        if self
            .ev
            .class_function(class, "__init__")
            .is_some_and(|init| self.ev.program.is_project(init.module))
        {
            return Vec::new();
        }
        let mut fields: Vec<Field> = Vec::new();
        let mut is_made = false;
        for class in order.iter().rev().filter(|class| self.ev.program.is_project(class.module)) {
            let tree = self.ev.tree(class.module);
            let node = tree.class(class.class);
            let marks = tree.list(node.decorators).iter().chain(tree.list(node.bases));
            is_made |= marks.copied().any(|mark| {
                let head = match tree.expr(mark) {
                    Expr::Call(call) => tree.call(call).func,
                    _ => mark,
                };
                let name = self.ev.annotated_name(class.module, head);
                name.is_some_and(|(name, _)| MAKERS.contains(&tree.names.text(name)))
            });
            for stmt in &node.body {
                match stmt.kind {
                    StmtKind::Annotated(target, _, value) => {
                        let Expr::Name(name) = tree.expr(target) else { continue };
                        let field = field(tree, *class, tree.names.hash(name), value);
                        match fields.iter_mut().find(|known| known.name == field.name) {
                            Some(known) => *known = field,
                            None => fields.push(field),
                        }
                    }
                    StmtKind::Function(id) => {
                        let name = gives_default_of(tree, id);
                        if let Some(field) = fields.iter_mut().find(|field| Some(field.name) == name) {
                            field.method = Some(FuncRef::new(class.module, id));
                        }
                    }
                    _ => {}
                }
            }
        }
        if is_made { fields } else { Vec::new() }
    }
}

/// The field whose default a method gives: `@token.default`.
fn gives_default_of(tree: &Tree, method: FunctionId) -> Option<NameHash> {
    tree.list(tree.function(method).decorators).iter().find_map(|decorator| {
        let Expr::Attribute(field, default) = tree.expr(*decorator) else { return None };
        let Expr::Name(field) = tree.expr(field) else { return None };
        (tree.names.text(default) == "default").then(|| tree.names.hash(field))
    })
}

fn field(tree: &Tree, class: ClassRef, name: NameHash, value: ExprId) -> Field {
    let mut field =
        Field { class, name, by_name_only: false, is_internal: false, factory: ExprId::NONE, method: None };
    let Expr::Call(call) = tree.expr(value) else { return field };
    for argument in tree.arguments(tree.call(call)) {
        let ArgumentKind::Keyword(keyword) = argument.kind else { continue };
        match (tree.names.text(keyword), tree.expr(argument.value)) {
            ("default_factory" | "factory", _) => field.factory = argument.value,
            ("kw_only", Expr::Bool(true)) => field.by_name_only = true,
            ("init", Expr::Bool(false)) => field.is_internal = true,
            _ => {}
        }
    }
    field
}
