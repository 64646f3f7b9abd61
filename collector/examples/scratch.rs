use collector::compat::{site::Site, spec::Spec};
fn main() {
    for d in std::env::args().skip(1) {
        let t = std::fs::read_to_string(format!("{d}/spec.toml")).unwrap();
        if let Err(f) = Spec::read(&t) {
            println!("{d} spec {f:?}");
        }
        let t = std::fs::read_to_string(format!("{d}/site.toml")).unwrap();
        if let Err(f) = Site::read(&t) {
            println!("{d} site {f:?}");
        }
    }
}
