//! The configuration without its secrets: what everybody may read in a backup.

use toml_edit::{DocumentMut, Item, Table, Value};

/// Keys whose values are secrets, wherever they stand.
const SECRETS: [&str; 3] = ["community", "communities", "passphrase"];
/// What stands in their place, as everywhere else.
const HIDDEN: &str = "***";

/// The text with `***` for every secret; none: it is not TOML, so nobody can tell what in it is one.
pub(super) fn without_secrets(text: &str) -> Option<String> {
    let mut document: DocumentMut = text.parse().ok()?;
    hide_table(document.as_table_mut());
    // A secret in a comment, perhaps of a line that was switched off, is one too.
    let hidden = document.to_string();
    let lines = hidden.lines().map(|line| match line.split_once('#') {
        Some((code, comment)) if SECRETS.iter().any(|word| comment.contains(word)) => format!("{code}# {HIDDEN}"),
        _ => line.to_owned(),
    });
    Some(lines.fold(String::new(), |text, line| text + &line + "\n"))
}

fn hide_table(table: &mut Table) {
    for (key, item) in table.iter_mut() {
        let secret = SECRETS.contains(&key.get());
        match item {
            Item::Value(value) => hide(value, secret),
            Item::Table(inner) => hide_table(inner),
            Item::ArrayOfTables(list) => list.iter_mut().for_each(hide_table),
            Item::None => {}
        }
    }
}

fn hide(value: &mut Value, secret: bool) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(|one| hide(one, secret)),
        Value::InlineTable(inner) => inner.iter_mut().for_each(|(key, one)| hide(one, SECRETS.contains(&key.get()))),
        _ if secret => *value = HIDDEN.into(),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_secret_stays() {
        let text = "[site]\nname = \"Kab. X\" # tetap\n[trap]\ncommunities = [\"rahasia1\"]\n[[credential]]\nname = \"a\"\n\
                    community = \"rahasia2\" # community rahasia3\nauth = { protocol = \"sha1\", passphrase = \"rahasia4\" }\n\
                    # community = \"rahasia5\"\ncommunity_file = \"/etc/pantau/a\"\n[credential.privacy]\npassphrase = 'rahasia6'\n";
        let hidden = without_secrets(text).unwrap();
        assert!(!hidden.contains("rahasia"), "{hidden}");
        for kept in
            ["name = \"Kab. X\" # tetap", "community_file = \"/etc/pantau/a\"", "protocol = \"sha1\"", "\"***\""]
        {
            assert!(hidden.contains(kept), "{kept}: {hidden}");
        }
        assert!(hidden.parse::<DocumentMut>().is_ok());
        assert_eq!(without_secrets("= = ="), None);
    }
}
