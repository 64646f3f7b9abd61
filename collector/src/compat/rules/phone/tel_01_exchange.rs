//! TEL-01: does the exchange take the telephone, and the network carry it?

use crate::compat::{
    case::{Case, amount, list},
    class::Class,
    rule::{Grade, Rule, say},
    site::Pbx,
    spec::Spec,
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "TEL-01",
    title: ["Telepon dan PBX", "Phone and exchange"],
    classes: &[Class::Phone],
    grade: Grade::P,
    safety: false,
    note_only: false,
    basis: ["HPE tentang LLDP-MED dan VLAN suara", "HPE on LLDP-MED and voice VLANs"],
    text: [
        "Telepon harus memakai protokol PBX dan ada lisensi untuk setiap unit; VLAN suara memerlukan LLDP-MED di kedua sisi.",
        "The phone must speak a protocol of the exchange, with a licence for each unit; a voice VLAN needs LLDP-MED on both sides.",
    ],
    judge,
};

fn judge(case: &mut Case<'_>) -> Option<()> {
    voice_vlan(case);
    if case.spec().target.daisy_chain_pc {
        case.target("daisy_chain_pc", Some(true));
        if let Some(mbps) = case.attr::<f64>("pc_port_mbps")
            && mbps < 1000.0
        {
            case.warn(
                say!(|lang| "Port PC pada telepon {m} Mbps.", "The PC port of the phone has {m} Mbps."; m = amount(lang, mbps)),
                say!("PC di belakangnya menjadi lambat.", "The PC behind it becomes slow."),
            );
        }
    }
    let own: Option<&[String]> = case.attr("phone_protocols");
    let id = case.target("pbx", case.spec().target.pbx.as_deref())?;
    let Some(pbx) = case.site().pbx.iter().find(|pbx| pbx.id == id) else {
        case.no_table("pbx", id);
        return None;
    };
    case.declared(pbx, "protocols", Some(&pbx.protocols));
    licences(case, pbx);
    let own = own?;
    if !own.iter().any(|protocol| pbx.protocols.iter().any(|their| their.eq_ignore_ascii_case(protocol))) {
        let (p, q) = (list(own), list(&pbx.protocols));
        case.fail(
            say!(
                "Telepon {p} tidak didukung PBX {id} ({q}).",
                "Phone protocol {p} not supported by exchange {id} ({q})."
            ),
            say!("Pilih telepon dengan protokol PBX.", "Choose a phone that speaks the exchange's protocol."),
        );
    }
    case.pass(say!("didukung PBX {id}", "exchange {id} takes it"));
    Some(())
}

fn licences(case: &mut Case<'_>, pbx: &Pbx) {
    let Some(table) = case.site().pbx.iter().find(|table| table.id == pbx.id) else { return };
    let Some(free) = case.declared(table, "free_licences", table.free_licences) else { return };
    let same = |spec: &&&Spec| spec.item.class == Class::Phone && spec.target.pbx.as_deref() == Some(pbx.id.as_str());
    let before: u64 = case.world.before.iter().filter(same).map(|spec| spec.item.quantity).sum();
    let (quantity, free) = (case.quantity(), (free - before as f64).max(0.0));
    if free < quantity {
        case.remedy("licence", None, quantity - free);
        let id = &pbx.id;
        case.fail(
            say!(
                |lang| "Lisensi PBX {id} tersisa {n}; butuh {q}.", "Exchange {id} has {n} licences left; {q} needed.";
                n = amount(lang, free), q = amount(lang, quantity)
            ),
            say!(|lang| "Beli {n} lisensi.", "Buy {n} licences."; n = amount(lang, quantity - free)),
        );
    }
}

fn voice_vlan(case: &mut Case<'_>) {
    if case.maybe_of_location("voice_vlan", |location| location.voice_vlan).is_none() {
        return;
    }
    let own: Option<bool> = case.attr("lldp_med");
    let there = case.upstream().and_then(|reference| {
        let seen = case.maybe_seen(reference);
        match case.device_table(reference, seen.as_deref()) {
            Some(device) => case.declared(device, "lldp_med", device.lldp_med),
            None => {
                case.no_key("device", "lldp_med", reference);
                None
            }
        }
    });
    if own == Some(false) || there == Some(false) {
        case.warn(
            say!(
                "LLDP-MED tidak ada di kedua sisi untuk VLAN suara.",
                "LLDP-MED is not on both sides of the voice VLAN."
            ),
            say!("Atur VLAN telepon dengan tangan.", "Set the VLAN of each phone by hand."),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    #[test]
    fn protocol_licences_and_vlan() {
        let phone = |attr: &str, target: &str, site: &str| {
            Given::class("phone")
                .item("quantity = 3")
                .attr(&format!("phone_protocols = [\"sip\"]\n{attr}"))
                .target(&format!("pbx = \"P\"\n{target}"))
                .site(site)
        };
        const PBX: &str = "[[pbx]]\nid = \"P\"\nprotocols = [\"SIP\"]\nfree_licences = 3";
        const VOICE: &str = "[[location]]\nid = \"OPD/R\"\nopd = \"OPD\"\nvoice_vlan = 20\nupstream = \"SW\"\n[[device]]\nref = \"SW\"\nlldp_med = true";
        let short = PBX.replace('3', "1");
        for (attr, target, site, outcome) in [
            ("", "", PBX.to_owned(), Outcome::Pass),
            ("", "", PBX.replace("SIP", "h323"), Outcome::Fail),
            ("", "", short.clone(), Outcome::Fail),
            ("", "", PBX.replace("free_licences = 3", ""), Outcome::Unknown),
            ("", "", String::new(), Outcome::Unknown),
            ("lldp_med = true", "", format!("{PBX}\n{VOICE}"), Outcome::Pass),
            ("lldp_med = false", "", format!("{PBX}\n{VOICE}"), Outcome::Warn),
            ("", "", format!("{PBX}\n{VOICE}"), Outcome::Unknown),
            ("lldp_med = true", "", format!("{PBX}\n{}", VOICE.replace("lldp_med = true", "")), Outcome::Unknown),
            ("pc_port_mbps = 100", "daisy_chain_pc = true", PBX.to_owned(), Outcome::Warn),
            ("pc_port_mbps = 1000", "daisy_chain_pc = true", PBX.to_owned(), Outcome::Pass),
        ] {
            assert_eq!(phone(attr, target, &site).outcome("TEL-01"), outcome, "{attr} {target} {site}");
        }
        let bought = phone("", "", &short).spec("[[remedy]]\nkind = \"licence\"\nquantity = 2");
        assert_eq!(bought.outcome("TEL-01"), Outcome::Warn);
    }
}
