//! Versions of firmware and protocols, as they are compared.

/// Versions are compared number by number.
pub fn numbers(version: &str) -> Vec<u64> {
    version.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok()).collect()
}
