//! What documents of 10 MiB cost that are made to cost as much as they can: time, and memory
//! beyond the document itself (`max alloc`).

#[path = "../tests/parse_support/mod.rs"]
mod shapes;

use divan::counter::BytesCount;
use divan::{AllocProfiler, Bencher};

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

/// As large as bodies may be (`[fetch] max_body`).
const SIZE: usize = 10 << 20;

fn main() {
    divan::main();
}

#[divan::bench(args = shapes::SHAPES, sample_count = 1, sample_size = 1)]
fn poll(bencher: Bencher, shape: &shapes::Shape) {
    let bytes = (shape.make)(SIZE);
    bencher
        .counter(BytesCount::new(bytes.len()))
        .bench_local(|| shapes::poll(divan::black_box(&bytes)));
}
