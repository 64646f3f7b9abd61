//! NET-10: does it speak what the router at the centre speaks?

use crate::compat::{
    case::{Case, list},
    class::Class,
    rule::{Grade, Rule, say},
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "NET-10",
    title: ["Protokol ke pusat", "Protocols towards the centre"],
    classes: &[Class::Router, Class::Firewall],
    grade: Grade::E,
    safety: false,
    note_only: false,
    basis: ["praktik pemasok, perlu konfirmasi Dinas", "vendor practice, to be confirmed by the Dinas"],
    text: [
        "Semua protokol yang dipakai router pusat harus didukung; protokol milik satu pabrikan hanya berjalan di merek itu.",
        "Every protocol that the router at the centre uses must be supported; a vendor's own protocol runs on its brand only.",
    ],
    judge,
};

/// Protocols that only one maker speaks.
const PRIVATE: [(&str, &str); 4] =
    [("eoip", "MikroTik"), ("nv2", "MikroTik"), ("airmax", "Ubiquiti"), ("airfiber", "Ubiquiti")];

fn judge(case: &mut Case<'_>) -> Option<()> {
    let own: Option<&[String]> = case.attr("protocols");
    let needed = case.of_location("wan_protocols", |location| location.wan_protocols.as_ref())?;
    let brand = case.spec().item.brand.as_str();
    let foreign = |protocol: &&String| {
        PRIVATE
            .iter()
            .any(|(private, maker)| protocol.eq_ignore_ascii_case(private) && !brand.eq_ignore_ascii_case(maker))
    };
    let foreign: Vec<&String> = needed.iter().filter(foreign).collect();
    let lacking =
        |protocol: &&String| own.is_some_and(|own| !own.iter().any(|known| known.eq_ignore_ascii_case(protocol)));
    let mut refused: Vec<&String> = needed.iter().filter(lacking).collect();
    refused.extend(foreign);
    refused.sort();
    refused.dedup();
    if !refused.is_empty() {
        let names = list(refused);
        case.maybe_typed("item", "brand", Some(brand));
        case.fail(
            say!(
                "Router pusat memakai {names}; kandidat tidak mendukung.",
                "The router at the centre uses {names}; the candidate does not support it."
            ),
            say!(
                "Pilih perangkat dengan protokol itu, atau ubah protokol di pusat.",
                "Choose a device with it, or change the protocol at the centre."
            ),
        );
    }
    case.pass(say!("semua protokol pusat didukung", "all protocols of the centre are supported"));
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    #[test]
    fn every_protocol_is_needed_and_some_are_private() {
        let judge = |own: &str, needed: &str| {
            let place = format!("[[location]]\nid = \"OPD/R\"\nopd = \"OPD\"\nwan_protocols = [{needed}]");
            Given::class("router").attr(&format!("protocols = [{own}]")).site(&place).outcome("NET-10")
        };
        assert_eq!(judge("\"ospf\", \"gre\"", "\"ospf\""), Outcome::Pass);
        assert_eq!(judge("\"ospf\"", "\"ospf\", \"bgp\""), Outcome::Fail);
        assert_eq!(judge("\"eoip\"", "\"eoip\""), Outcome::Fail, "of another brand");
        assert_eq!(judge("", ""), Outcome::Pass);
        assert_eq!(Given::class("router").attr("protocols = []").outcome("NET-10"), Outcome::Unknown);
    }
}
