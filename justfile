# What people run. `just` alone lists it.

_default:
    @just --list

# Everything that CI runs
check:
    .ci/run

# The tests
test *words:
    cargo test {{ words }}

# The long form of the tests: generated projects with all pairs of options
prove:
    AWAITWISE_PROVE=1 cargo test --test it templates

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
