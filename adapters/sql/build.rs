//! The migrations are embedded: a changed file means another build.

fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
}
