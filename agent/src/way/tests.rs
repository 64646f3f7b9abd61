//! The way measured: a machine made of files, and real networks in namespaces whose pieces are broken one by one.

#[cfg(target_os = "linux")]
mod files;
#[cfg(target_os = "linux")]
mod namespace;
