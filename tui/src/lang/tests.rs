//! The texts of both languages: forbidden words, placeholders, width.

/// The texts themselves, between the quotes of the table.
fn texts() -> Vec<(String, String)> {
    let table = [include_str!("../lang.rs"), include_str!("compat.rs")].concat();
    let text = |line: &str, key: &str| {
        let start = line.find(&format!("{key}: \""))? + key.len() + 3;
        let length = line[start..].find('"')?;
        Some(line[start..start + length].to_owned())
    };
    // A text may stand on a line of its own.
    let whole = table.replace("\n        en:", " en:");
    whole.lines().filter_map(|line| Some((text(line, "id")?, text(line, "en")?))).collect()
}

#[test]
fn no_text_says_a_forbidden_word() {
    let texts = texts();
    assert!(texts.len() > 200, "{}", texts.len());
    for (id, en) in texts {
        for text in [&id, &en] {
            let words: Vec<String> = text.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).collect();
            for forbidden in ["awas", "pemberitahuan", "host"] {
                assert!(!words.iter().any(|word| word == forbidden), "{text}");
            }
        }
    }
}

#[test]
fn both_languages_hold_the_same_placeholders() {
    for (id, en) in texts() {
        let placeholders = |text: &str| {
            let mut found: Vec<String> =
                text.split('{').skip(1).filter_map(|part| Some(part.split_once('}')?.0.to_owned())).collect();
            found.sort();
            found
        };
        assert_eq!(placeholders(&id), placeholders(&en), "{id} / {en}");
    }
}

#[test]
fn every_character_of_ours_is_one_cell_wide() {
    for (id, en) in texts() {
        for c in id.chars().chain(en.chars()).filter(|c| *c != '\\') {
            let mut bytes = [0; 4];
            assert_eq!(model::text::columns(c.encode_utf8(&mut bytes)), 1, "{c:?}");
        }
    }
}
