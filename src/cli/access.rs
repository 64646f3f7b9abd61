//! Arguments of SNMP credentials: communities and users. Passphrases come from files or the environment only.

use super::Tree;
use clap::Arg;
use model::access::{AuthProtocol, KeyExtension, PrivProtocol};

impl Tree {
    pub(super) fn access(&self) -> Vec<Arg> {
        let mut arguments = vec![
            self.choice("snmp-version", &["1", "2c"], "Versi SNMP (bawaan 2c)", "SNMP version (default 2c)")
                .conflicts_with("v3-user"),
            self.value("community", "NAME", "Komunitas SNMP v1 atau v2c", "Community of SNMP v1 or v2c")
                .env("PANTAU_COMMUNITY")
                .hide_env_values(true),
            self.path(
                "community-file",
                "FILE",
                "Baca komunitas dari baris pertama berkas",
                "Read the community from the first line of a file",
            )
            .conflicts_with("community"),
        ];
        arguments.extend(self.user());
        arguments
    }

    fn user(&self) -> Vec<Arg> {
        let arguments = vec![
            self.choice("v3-auth", AuthProtocol::WORDS, "Autentikasi SNMPv3", "SNMPv3 authentication"),
            self.path(
                "v3-auth-file",
                "FILE",
                "Sandi autentikasi: baris pertama berkas (atau PANTAU_V3_AUTH)",
                "Passphrase of authentication: first line of a file (or PANTAU_V3_AUTH)",
            )
            .requires("v3-auth"),
            self.choice("v3-priv", PrivProtocol::WORDS, "Enkripsi SNMPv3", "SNMPv3 privacy").requires("v3-auth"),
            self.path(
                "v3-priv-file",
                "FILE",
                "Sandi enkripsi: baris pertama berkas (atau PANTAU_V3_PRIV)",
                "Passphrase of privacy: first line of a file (or PANTAU_V3_PRIV)",
            )
            .requires("v3-priv"),
            self.choice(
                "v3-priv-keys",
                KeyExtension::WORDS,
                "Perpanjangan kunci AES-192/256 (bawaan blumenthal)",
                "Extension of AES-192/256 keys (default blumenthal)",
            )
            .requires("v3-priv"),
            self.value("v3-context", "NAME", "Nama konteks SNMPv3", "SNMPv3 context name"),
        ];
        let user = self.value("v3-user", "NAME", "Pengguna SNMPv3", "SNMPv3 user");
        let user = user.conflicts_with_all(["community-file"]);
        std::iter::once(user).chain(arguments.into_iter().map(|argument| argument.requires("v3-user"))).collect()
    }
}
