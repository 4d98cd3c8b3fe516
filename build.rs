//! Links what the C library has to be told before anything runs.

fn main() {
    println!("cargo::rerun-if-changed=src/malloc.c");
    let objects = cc::Build::new()
        .file("src/malloc.c")
        .compile_intermediates();
    for object in objects {
        println!("cargo::rustc-link-arg-bins={}", object.display());
    }
}
