//! What stands in every backup for people who find it in years: what it is and how it is put back, in both languages.

/// Name of the member.
pub(super) const NAME: &str = "BACA-SAYA.txt";

/// Its text.
pub(super) const TEXT: &str = "\
Cadangan pantau, pemantau jaringan dan inventaris perangkat pemerintah daerah.

Memulihkan di mesin mana pun yang ada programnya:
  pantau verify BERKAS --passphrase-file SANDI
  pantau restore BERKAS --data DIREKTORI --passphrase-file SANDI
Berkas ini tar biasa: pantau.db adalah basis data SQLite, manifest.json daftar isinya, secrets.sealed kunci dan
konfigurasi lengkap, tersegel dengan sandi (argon2id, ChaCha20-Poly1305). Bagian .001, .002, … disambung berurutan.

A backup of pantau, the network monitor and inventory of a local government.

Put it back on any machine that has the program:
  pantau verify FILE --passphrase-file PASSPHRASE
  pantau restore FILE --data DIRECTORY --passphrase-file PASSPHRASE
This file is a plain tar: pantau.db is an SQLite database, manifest.json lists what is in it, secrets.sealed holds the keys
and the whole configuration, sealed by a passphrase (argon2id, ChaCha20-Poly1305). Parts .001, .002, … are joined in order.
";
