//! SRV-06: can it join the virtualisation cluster?

use crate::compat::{
    case::Case,
    class::Class,
    rule::{Grade, Rule, say},
    rules::ending::{self, Ending},
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "SRV-06",
    title: ["Klaster virtualisasi", "Virtualisation cluster"],
    classes: &[Class::Server],
    grade: Grade::P,
    safety: false,
    note_only: false,
    basis: ["endoflife.date; daftar kompatibilitas pabrikan", "endoflife.date; compatibility lists of vendors"],
    text: [
        "Server harus ada di daftar kompatibilitas hypervisor klaster, dengan pembuat prosesor yang sama, dan dapat dikelola dari jauh.",
        "The server must be on the compatibility list of the cluster's hypervisor, with processors of the same maker, and manageable from afar.",
    ],
    judge,
};

fn judge(case: &mut Case<'_>) -> Option<()> {
    let Some(id) = case.spec().target.cluster.as_deref() else { return case.skip() };
    case.target("cluster", Some(id));
    let listed: Option<&[String]> = case.attr("hcl");
    let cpu: Option<&str> = case.attr("cpu_vendor");
    if case.attr::<&str>("bmc") == Some("none") {
        case.warn(
            say!("Server tanpa pengelola jarak jauh (BMC).", "The server has no remote management (BMC)."),
            say!("Pilih server dengan Redfish atau IPMI.", "Choose one with Redfish or IPMI."),
        );
    }
    let Some(cluster) = case.site().cluster.iter().find(|cluster| cluster.id == id) else {
        case.no_table("cluster", id);
        return None;
    };
    let (product, cycle) = (cluster.hypervisor_product.as_str(), cluster.hypervisor_cycle.as_str());
    let hypervisor = format!("{product} {cycle}");
    case.declared(cluster, "hypervisor", Some(hypervisor.as_str()));
    case.declared(cluster, "cpu_vendor", Some(cluster.cpu_vendor.as_str()));
    if let Some(listed) = listed
        && !listed.iter().any(|entry| entry.split_whitespace().eq([product, cycle]))
    {
        case.fail(
            say!(
                "Server tidak ada di daftar kompatibilitas {hypervisor}.",
                "The server is not on the compatibility list of {hypervisor}."
            ),
            say!("Pilih server yang terdaftar.", "Choose one that is listed."),
        );
    }
    if let Some(cpu) = cpu
        && !cpu.eq_ignore_ascii_case(&cluster.cpu_vendor)
    {
        let there = &cluster.cpu_vendor;
        case.fail(
            say!(
                "Prosesor {cpu} berbeda dari klaster ({there}): mesin virtual tidak dapat berpindah hidup.",
                "Processor {cpu} differs from the cluster's ({there}): virtual machines cannot move while they run."
            ),
            say!("Pilih prosesor {there}.", "Choose {there} processors."),
        );
    }
    if let Ending::Ended(day) = ending::of(case, product, cycle)? {
        case.warn(
            say!(|_lang| "Dukungan {hypervisor} berakhir {day}.", "Support of {hypervisor} ends {day}."; day = ending::told(day)),
            say!("Mutakhirkan klaster.", "Upgrade the cluster."),
        );
    }
    case.pass(say!("dapat bergabung ke klaster {id}", "it can join cluster {id}"));
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    #[test]
    fn list_maker_and_management() {
        let judge = |attr: &str, cycle: &str| {
            Given::class("server")
                .attr(attr)
                .target("cluster = \"K1\"")
                .site(&format!(
                    "[[cluster]]\nid = \"K1\"\nhypervisor_product = \"proxmox-ve\"\nhypervisor_cycle = \"{cycle}\"\ncpu_vendor = \"intel\""
                ))
                .outcome("SRV-06")
        };
        const GOOD: &str = "hcl = [\"proxmox-ve 9\", \"proxmox-ve 8\"]\ncpu_vendor = \"Intel\"\nbmc = \"redfish\"";
        for (attr, cycle, outcome) in [
            (GOOD.to_owned(), "9", Outcome::Pass),
            (GOOD.to_owned(), "8", Outcome::Warn),
            (GOOD.replace("proxmox-ve 9", "vmware-esxi 8"), "9", Outcome::Fail),
            (GOOD.replace("Intel", "amd"), "9", Outcome::Fail),
            (GOOD.replace("redfish", "none"), "9", Outcome::Warn),
            (GOOD.replace("hcl", "#"), "9", Outcome::Unknown),
        ] {
            assert_eq!(judge(&attr, cycle), outcome, "{attr} {cycle}");
        }
        assert_eq!(Given::class("server").outcome("SRV-06"), Outcome::NotApplicable);
        assert_eq!(Given::class("server").target("cluster = \"K1\"").outcome("SRV-06"), Outcome::Unknown);
    }
}
