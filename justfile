# What there is to run; `just` alone lists it.

default:
    @just --list

# All that has to pass before something lands
check:
    .ci/run

# Tests, in parallel and with short output where cargo-nextest is installed
test:
    cargo nextest run || cargo test

# The demo: sample outlets, a round, and the editions on http://127.0.0.1:8080/
demo:
    cargo run --release -- demo

# Micro-benchmarks
bench:
    cargo bench

# How good grouping and attribution are on the project's own labelled data
evaluate:
    cargo run --release -- evaluate grouping --table tests/fixtures/streams/*.jsonl
    cargo run --release -- evaluate countries tests/fixtures/countries/labelled.jsonl
