//! The fields a filter may name: those of the device record where it has them, with their words in both languages.

use model::Lang;

/// What the values of a field are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Any text.
    Text,
    /// An address: text, or inside a CIDR.
    Address,
    /// A word of the status table.
    Status,
    /// bit/s.
    Rate,
    /// Percent.
    Percent,
    /// Milliseconds.
    Milliseconds,
    /// Seconds since something.
    Age,
    /// A plain number.
    Number,
}

macro_rules! fields {
    ($( $field:ident = $word:literal, $kata:literal, $kind:ident; )*) => {
        /// A field of a row.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Field { $( #[doc = $word] $field, )* }

        impl Field {
            /// Every field.
            pub const ALL: &'static [Self] = &[ $( Self::$field, )* ];
            /// Canonical word, the one of the device record.
            pub const fn word(self) -> &'static str { match self { $( Self::$field => $word, )* } }
            /// Word in this language.
            pub const fn word_in(self, lang: Lang) -> &'static str {
                match lang { Lang::En => self.word(), Lang::Id => match self { $( Self::$field => $kata, )* } }
            }
            /// What its values are.
            pub const fn kind(self) -> Kind { match self { $( Self::$field => Kind::$kind, )* } }
        }
    };
}

fields! {
    Name = "name", "nama", Text;
    Opd = "opd", "opd", Text;
    Status = "status", "status", Status;
    Class = "class", "jenis", Text;
    Address = "address", "ip", Address;
    Port = "port", "port", Text;
    Vendor = "vendor", "merek", Text;
    Hardware = "hardware", "model", Text;
    Os = "os", "os", Text;
    Version = "version", "versi", Text;
    Serial = "serial", "sn", Text;
    AssetCode = "asset_code", "kode", Text;
    Manager = "manager", "kelola", Text;
    Location = "location", "lokasi", Text;
    In = "in", "masuk", Rate;
    Out = "out", "keluar", Rate;
    Use = "use", "pakai", Percent;
    RoundTrip = "rtt", "rtt", Milliseconds;
    Loss = "loss", "hilang", Percent;
    Cpu = "cpu", "cpu", Percent;
    Memory = "memory", "ram", Percent;
    Uptime = "uptime", "nyala", Age;
    Seen = "seen", "terlihat", Age;
    Since = "since", "sejak", Age;
    Severity = "severity", "tingkat", Status;
    Owner = "owner", "petugas", Text;
    Behind = "behind", "dampak", Number;
}

impl Field {
    /// The field of this word in either language, any case.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|field| field.word().eq_ignore_ascii_case(word) || field.word_in(Lang::Id).eq_ignore_ascii_case(word))
    }

    /// The field whose word is the least edits away, if that is near enough to be meant.
    pub fn nearest(word: &str) -> Option<Self> {
        let word = word.to_lowercase();
        let distance = |field: Self| edits(&word, field.word()).min(edits(&word, field.word_in(Lang::Id)));
        let best = Self::ALL.iter().copied().min_by_key(|field| distance(*field))?;
        (distance(best) <= 2 && distance(best) < word.chars().count()).then_some(best)
    }
}

/// Levenshtein distance.
pub fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let next = (diagonal + usize::from(from != *to)).min(row[j] + 1).min(row[j + 1] + 1);
            diagonal = std::mem::replace(&mut row[j + 1], next);
        }
    }
    row[b.len()]
}
