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

# What rounds cost, by the number of feeds; `just bench 1000 latency=100` measures one number, at a distance
bench *WORDS:
    cargo bench --bench refresh -- {{WORDS}}

# What reading, normalising, attributing, grouping, rendering and serving cost, each alone
bench-stages:
    cargo bench --bench stages --bench parse --bench group --bench serve

# What a simulated year comes to: database, folder, memory and time of a round, month by month
bench-year *WORDS:
    cargo bench --bench year -- {{WORDS}}

# Rounds of the daemon while readers ask ten thousand times a second
bench-load *WORDS:
    cargo bench --bench load -- {{WORDS}}

# How good grouping and attribution are on the project's own labelled data
evaluate:
    cargo run --release -- evaluate grouping --table tests/fixtures/streams/*.jsonl
    cargo run --release -- evaluate countries tests/fixtures/countries/labelled.jsonl

# The manual page and the completions, into target/package
pages:
    cargo build --locked --release
    mkdir -p target/package
    target/release/griot man > target/package/griot.1
    for shell in bash fish zsh; do target/release/griot completions $shell > target/package/griot.$shell; done

# A Debian package, into target/debian; needs cargo-deb
deb: pages
    cargo deb --locked --no-build

# A program that needs no library of the system; needs musl-gcc
static:
    rustup target add x86_64-unknown-linux-musl
    CC_x86_64_unknown_linux_musl=musl-gcc cargo build --locked --release --target x86_64-unknown-linux-musl
