//! Python's own opinion of where functions and calls stand, over the thousands of files that come with it.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::process::Command;

use awaitwise::python::{Expr, ExprId, FunctionId, Tree, decode, parse};
use serde_json::Value;

use crate::environment::{pythons, repository, run};

/// Prints a line of JSON for each file: its path, with the byte ranges of functions and calls.
const SCRIPT: &str = "tests/python/spans.py";

/// Deep trees need deep stacks.
const STACK_BYTES: usize = 256 * 1024 * 1024;

type Ranges = BTreeSet<(u64, u64)>;

#[test]
fn functions_and_calls_stand_where_python_sees_them() {
    let newest = pythons().last().unwrap();
    let output = run(Command::new(&newest.path).arg(repository().join(SCRIPT)));
    let compare = move || {
        let mut wrong = String::new();
        let (mut files, mut failed) = (0, 0);
        for line in output.lines() {
            let told: Value = serde_json::from_str(line).unwrap();
            let path = told["path"].as_str().unwrap();
            let decoded = decode::decode(std::fs::read(path).unwrap());
            let tree = parse(&decoded.text);
            files += 1;
            let functions = difference(&ranges(&told["functions"]), &functions(&tree));
            let calls = difference(&ranges(&told["calls"]), &calls(&tree, &decoded.text));
            if !tree.errors.is_empty() || !functions.is_empty() || !calls.is_empty() {
                failed += 1;
                let error = tree.errors.first().map(|error| &error.message);
                writeln!(wrong, "{path}: {error:?}; functions {functions}; calls {calls}").unwrap();
            }
        }
        println!("{files} files compared with Python {}.{}", newest.version.0, newest.version.1);
        assert!(files > 300, "only {files} files");
        assert_eq!(failed, 0, "{wrong}");
    };
    std::thread::Builder::new().stack_size(STACK_BYTES).spawn(compare).unwrap().join().unwrap();
}

fn ranges(value: &Value) -> Ranges {
    let pairs = value.as_array().unwrap().iter();
    pairs.map(|pair| (pair[0].as_u64().unwrap(), pair[1].as_u64().unwrap())).collect()
}

/// From the name to the end of the body.
fn functions(tree: &Tree) -> Ranges {
    let generated: Vec<FunctionId> = tree.classes.iter().filter_map(|class| class.constructor).collect();
    let functions = (0..).map(FunctionId).zip(&tree.functions);
    let named = functions.filter(|(id, function)| !function.is_lambda && !generated.contains(id));
    named
        .map(|(_, function)| function)
        .map(|function| (function.name_span.start.into(), function.span.end.into()))
        .collect()
}

fn calls(tree: &Tree, text: &str) -> Ranges {
    let ids = (0..tree.len() as u32).map(ExprId);
    let calls = ids.filter(|id| matches!(tree.expr(*id), Expr::Call(_))).map(|id| tree.span(id));
    // What an annotation in quotes calls stands at the string.
    let written = calls.filter(|span| span.of(text).ends_with(')'));
    written.map(|span| (span.start.into(), span.end.into())).collect()
}

/// A few ranges that only one side has; empty when both agree.
fn difference(theirs: &Ranges, ours: &Ranges) -> String {
    let missing: Vec<_> = theirs.difference(ours).take(3).collect();
    let excess: Vec<_> = ours.difference(theirs).take(3).collect();
    if missing.is_empty() && excess.is_empty() {
        return String::new();
    }
    format!("missing {missing:?}, more {excess:?}")
}
