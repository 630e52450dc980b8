//! Modules to a program: what comes back from the cache links like what was read, in any order.
#![no_main]

use std::sync::Arc;

use awaitwise::rules::{self, RawFinding};
use awaitwise::semantic::{Extensions, Module, Program, summarise};
use libfuzzer_sys::fuzz_target;

/// Deep trees need deep stacks.
const STACK_BYTES: usize = 256 * 1024 * 1024;
const NAMES: [&str; 6] = ["a.py", "b.py", "p/__init__.py", "p/a.py", "p/b.pyi", "p/q/c.py"];
/// Stands between the modules of an input.
const BETWEEN: &str = "#---\n";

fn judged(modules: Vec<Module>) -> Vec<RawFinding> {
    let program = Program::link(modules.into_iter().map(Arc::new).collect(), &Extensions::default());
    rules::check(&program, rules::all(), &mut rules::Memory::default())
}

fuzz_target!(|text: &str| {
    let texts: Vec<String> = text.split(BETWEEN).take(NAMES.len()).map(str::to_owned).collect();
    let judge = move || {
        let read = || texts.iter().zip(NAMES).map(|(text, name)| summarise(name.into(), text)).collect::<Vec<_>>();
        let kept = read().into_iter().rev().map(|module| {
            let bytes = postcard::to_stdvec(&module).expect("a summary can be kept");
            postcard::from_bytes::<Module>(&bytes).expect("and read again")
        });
        assert_eq!(judged(kept.collect()), judged(read()));
    };
    let thread = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(judge).expect("a thread");
    thread.join().expect("no panic");
});
