//! The program `studiogrant`.

fn main() {}
