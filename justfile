# What people run. `just` alone lists it.

_default:
    @just --list

# Speed and memory beside ruff: `just bench FOLDER`
bench folder:
    cargo build --release
    python3 benches/analyser.py target/release/awaitwise {{ folder }} --copies 6

# Everything that CI runs
check:
    .ci/run

# The tests
test *words:
    cargo test {{ words }}

# The long form of the tests: generated projects with all pairs of options
prove:
    AWAITWISE_PROVE=1 cargo test --test it -- templates fixes

# Format and lint
lint:
    cargo fmt --check
    cargo clippy --all-targets -- -D warnings

# Write the generated parts of the documents and the snapshots
update:
    UPDATE_SNAPSHOTS=1 cargo test --test it

# The example project with its planted faults
example:
    cargo run --release -- scan skills/python-async-patterns/assets/example

# Coverage-guided fuzzing on the stable toolchain: `just fuzz findings 1800`; new inputs go to target/fuzz-corpus
fuzz target="findings" seconds="1800":
    cd fuzz && RUSTFLAGS="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares" \
        cargo build --release --target "$(rustc --print host-tuple)" --target-dir ../target/fuzz
    mkdir -p target/fuzz-corpus/{{ target }}
    target/fuzz/"$(rustc --print host-tuple)"/release/{{ target }} target/fuzz-corpus/{{ target }} fuzz/seeds/{{ target }} \
        -max_len=6000 -timeout=60 -max_total_time={{ seconds }}
