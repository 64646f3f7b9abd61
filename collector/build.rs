//! Lists the device families of `mibs/` and the products of `catalogue/products/`, so that they are embedded and a new file
//! needs no Rust.

use std::{env, fmt::Write, fs, io, path::Path};

fn main() -> io::Result<()> {
    list("../mibs", "mibs.rs")?;
    list("../catalogue/products", "products.rs")
}

/// Writes the names and texts of all TOML files of a folder as a list.
fn list(folder: &str, target: &str) -> io::Result<()> {
    let root = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    let folder = Path::new(&root).join(folder);
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files: Vec<_> =
        fs::read_dir(&folder)?.collect::<Result<Vec<_>, _>>()?.iter().map(|file| file.path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    let mut list = String::from("&[\n");
    for path in files {
        let name = path.file_name().unwrap_or_default();
        writeln!(list, "    ({name:?}, include_str!({:?})),", path.canonicalize()?).map_err(io::Error::other)?;
    }
    list.push(']');
    fs::write(Path::new(&out).join(target), list)
}
