//! Refusals of the book, in both languages.

use model::{Lang, access::AccessFault};

/// What is wrong with credentials.
pub(super) fn access(lang: Lang, fault: AccessFault) -> &'static str {
    match fault {
        AccessFault::Community => bad_community(lang),
        AccessFault::Name => bad_user(lang),
        AccessFault::Passphrase => bad_passphrase(lang),
        AccessFault::PrivacyAlone => privacy_alone(lang),
        AccessFault::Hidden => hidden_secret(lang),
    }
}

model::messages! {
    no_device(id) { id: "Perangkat {id} tidak ada", en: "There is no device {id}" }
    no_opd(code) { id: "OPD {code} tidak ada: tambahkan dulu dengan pantau opd add", en: "There is no OPD {code}: add it first with pantau opd add" }
    taken(code) { id: "Kode OPD {code} sudah atau pernah dipakai, dan tidak dipakai ulang", en: "The OPD code {code} is or was in use, and is never used again" }
    bad_code(code, most) {
        id: "\"{code}\" bukan kode OPD: huruf, angka, titik, garis (- _), paling banyak {most}",
        en: "\"{code}\" is no OPD code: letters, digits, . - _, at most {most}",
    }
    nothing_declared {
        id: "Sebutkan sedikitnya alamat, nama, atau kode aset perangkat",
        en: "State at least an address, a name or an asset code of the device",
    }
    bad_interval(shortest, longest) {
        id: "Selang pembacaan sendiri harus {shortest} sampai {longest} detik",
        en: "An interval of its own is {shortest} to {longest} seconds",
    }
    hidden_secret {
        id: "\"***\" adalah pengganti rahasia, bukan isinya: tulis yang sebenarnya",
        en: "\"***\" stands for a secret and is not one: write the real one",
    }
    bad_user { id: "Nama pengguna SNMPv3 harus 1 sampai 32 oktet, nama konteks paling banyak 32", en: "An SNMPv3 user name has 1 to 32 octets, a context name at most 32" }
    bad_passphrase { id: "Kata sandi SNMPv3 harus 8 sampai 255 oktet", en: "An SNMPv3 passphrase has 8 to 255 octets" }
    privacy_alone { id: "Enkripsi SNMPv3 memerlukan autentikasi: sebut juga sandi autentikasinya", en: "SNMPv3 privacy needs authentication: state its passphrase too" }
    bad_community { id: "Community SNMP harus 1 sampai 255 oktet", en: "An SNMP community has 1 to 255 octets" }
    not_proposed(address) {
        id: "\"{address}\" tidak ada di antara usulan: lihat pantau discover",
        en: "\"{address}\" is not among the proposals: see pantau discover",
    }
    known(address, id) {
        id: "{address} sudah ada dalam daftar sebagai perangkat {id}",
        en: "{address} is in the book already as device {id}",
    }
    bad_address(address) {
        id: "\"{address}\" bukan alamat perangkat: tulis IPv4, IPv6, atau nama host",
        en: "\"{address}\" is no address of a device: write an IPv4 or IPv6 address or a host name",
    }
    bad_port { id: "Port SNMP harus 1 sampai 65535", en: "The SNMP port must be 1 to 65535" }
    bad_rate {
        id: "Laju kontrak harus di atas 0 dan di bawah 100 Tbit/s",
        en: "A contracted rate must be above 0 and below 100 Tbit/s",
    }
    bad_subnet(cidr) { id: "\"{cidr}\" bukan subnet: tulis seperti 10.21.0.0/16", en: "\"{cidr}\" is no subnet: write it like 10.21.0.0/16" }
    twin(address, port, id, name) {
        id: "{address} port {port} sudah dipantau sebagai perangkat {id} ({name})",
        en: "{address} port {port} is already watched as device {id} ({name})",
    }
    own_parent { id: "Perangkat tidak dapat menjadi induknya sendiri", en: "A device cannot be its own parent" }
    no_parent(id) { id: "Perangkat induk {id} tidak ada", en: "There is no parent device {id}" }
    ring {
        id: "Induk ini membentuk lingkaran: perangkat ini sendiri ada di atasnya",
        en: "This parent would close a ring: the device itself stands above it",
    }
    empty(field) { id: "{field} tidak boleh kosong", en: "{field} must not be empty" }
    too_long(field, most) { id: "{field} paling panjang {most} huruf", en: "{field} has at most {most} characters" }
    too_many(field, most) { id: "{field} paling banyak {most}", en: "{field}: at most {most}" }
    control(field) { id: "{field} memuat karakter kendali", en: "{field} contains control characters" }
    no_field(field) {
        id: "\"{field}\" bukan isian yang dapat dikosongkan",
        en: "\"{field}\" is no field that can be cleared",
    }
}
