//! Whether two trees differ in nothing but places: an edit of comments, blank lines or the width of indentation.

use super::syntax::{Block, Call, Class, Function, Import, StmtKind, Tree};

/// Whether both trees say the same; where they say it does not count, nor what could not be parsed.
pub fn same_shape(a: &Tree, b: &Tree) -> bool {
    a.errors.is_empty()
        && b.errors.is_empty()
        && a.names == b.names
        && a.exprs == b.exprs
        && a.lists == b.lists
        && a.arguments == b.arguments
        && a.comprehensions == b.comprehensions
        && a.named == b.named
        && each(&a.calls, &b.calls, same_call)
        && each(&a.imports, &b.imports, same_import)
        && each(&a.functions, &b.functions, same_function)
        && each(&a.classes, &b.classes, same_class)
        && same_block(&a.body, &b.body)
}

fn each<T>(a: &[T], b: &[T], same: fn(&T, &T) -> bool) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
}

fn same_call(a: &Call, b: &Call) -> bool {
    (a.func, a.args_start, a.args_len) == (b.func, b.args_start, b.args_len)
}

fn same_import(a: &Import, b: &Import) -> bool {
    (a.module, a.level) == (b.module, b.level)
        && each(&a.names, &b.names, |a, b| (a.name, a.alias) == (b.name, b.alias))
}

fn same_function(a: &Function, b: &Function) -> bool {
    (a.name, a.is_async, a.is_lambda, a.is_generator) == (b.name, b.is_async, b.is_lambda, b.is_generator)
        && (a.decorators, a.returns, a.owner, a.exprs) == (b.decorators, b.returns, b.owner, b.exprs)
        && a.type_params == b.type_params
        && each(&a.parameters, &b.parameters, |a, b| {
            (a.name, a.kind, a.annotation, a.default) == (b.name, b.kind, b.annotation, b.default)
        })
        && same_block(&a.body, &b.body)
}

fn same_class(a: &Class, b: &Class) -> bool {
    (a.name, a.decorators, a.bases, a.owner) == (b.name, b.decorators, b.bases, b.owner)
        && a.type_params == b.type_params
        && a.keywords == b.keywords
        && same_block(&a.body, &b.body)
}

fn same_block(a: &Block, b: &Block) -> bool {
    each(a, b, |a, b| same_statement(&a.kind, &b.kind))
}

fn same_statement(a: &StmtKind, b: &StmtKind) -> bool {
    match (a, b) {
        (StmtKind::If(a), StmtKind::If(b)) => {
            a.test == b.test && same_block(&a.body, &b.body) && same_block(&a.orelse, &b.orelse)
        }
        (StmtKind::While(a), StmtKind::While(b)) => {
            a.test == b.test && same_block(&a.body, &b.body) && same_block(&a.orelse, &b.orelse)
        }
        (StmtKind::For(a), StmtKind::For(b)) => {
            (a.is_async, a.target, a.iter) == (b.is_async, b.target, b.iter)
                && same_block(&a.body, &b.body)
                && same_block(&a.orelse, &b.orelse)
        }
        (StmtKind::With(a), StmtKind::With(b)) => {
            a.is_async == b.is_async && a.items == b.items && same_block(&a.body, &b.body)
        }
        (StmtKind::Try(a), StmtKind::Try(b)) => {
            a.is_star == b.is_star
                && same_block(&a.body, &b.body)
                && each(&a.handlers, &b.handlers, |a, b| {
                    (a.exception, a.name) == (b.exception, b.name) && same_block(&a.body, &b.body)
                })
                && same_block(&a.orelse, &b.orelse)
                && same_block(&a.finalbody, &b.finalbody)
        }
        (StmtKind::Match(a), StmtKind::Match(b)) => {
            a.subject == b.subject
                && each(&a.cases, &b.cases, |a, b| {
                    a.pattern == b.pattern && a.guard == b.guard && same_block(&a.body, &b.body)
                })
        }
        // The others hold no places.
        (a, b) => a == b,
    }
}
