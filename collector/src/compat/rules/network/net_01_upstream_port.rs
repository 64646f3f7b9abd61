//! NET-01: is there a free port for it on the device above?

use super::upstream::{self, FreePort};
use crate::compat::{
    attribute::ports,
    case::{Case, list},
    class::Class,
    rule::{Grade, Rule, say},
    seen::Seen,
    spec::Spec,
    table::port::{Fit, declared, fit, is_copper, speed_mbps},
};
use std::sync::Arc;

/// The rule.
pub const RULE: Rule = Rule {
    id: "NET-01",
    title: ["Port hulu bebas", "Free upstream port"],
    classes: &[
        Class::Switch,
        Class::Router,
        Class::Firewall,
        Class::AccessPoint,
        Class::Server,
        Class::Nas,
        Class::Nvr,
        Class::Pc,
    ],
    grade: Grade::V,
    safety: false,
    note_only: false,
    basis: [
        "matriks port: catatan pemasok modul optik dan dokumen produk",
        "port matrix: vendor notes on transceivers and product documents",
    ],
    text: [
        "Setiap port hulu kandidat memerlukan port bebas yang cocok: tidak dicadangkan, dan sudah mati cukup lama atau menuju perangkat yang diganti. Switch pengganti harus punya port tembaga sebanyak yang terpakai.",
        "Every uplink of the candidate needs a suitable free port: not reserved, and down for long enough or leading to a device that is replaced. A replacing switch needs as many copper ports as are in use.",
    ],
    judge,
};

fn judge(case: &mut Case<'_>) -> Option<()> {
    if case.is_on_wifi() {
        return case.skip();
    }
    regression(case);
    let uplinks: Option<&[String]> = case.attr("uplink_ports");
    let reference = case.upstream();
    let (uplinks, reference) = (uplinks?, reference?);
    let seen = case.seen(reference)?;
    case.observed(&seen, "ports", Some(seen.facts.ports.len()).filter(|count| *count > 0))?;
    let mut found = upstream::of(case, reference, &seen);
    for earlier in case.world.before {
        if is_there(case, earlier, reference) && RULE.classes.contains(&earlier.item.class) {
            let uplinks = case.earlier(earlier, "uplink_ports", earlier.list("uplink_ports")).unwrap_or_default();
            take(&mut found.free, &needed(uplinks, earlier.item.quantity));
        }
    }
    let free = kinds(&found.free);
    case.derived(&seen, "free_ports", free.clone());
    let quantity = case.quantity();
    let chosen = take(&mut found.free, &needed(uplinks, quantity as u64));
    let name = seen.name();
    let lacking: Vec<&str> = chosen.iter().filter(|(_, fit)| fit.is_none()).map(|(kind, _)| *kind).collect();
    if !lacking.is_empty() && !found.doubtful.is_empty() {
        let count = found.doubtful.len();
        case.derived(&seen, "ports_of_unknown_age_or_type", count);
        case.lacks("ports", say!(
            "Nyatakan jenis port {name} di site.toml [[device]].ports, atau periksa {count} port yang tidak jelas umur matinya",
            "Declare the port types of {name} in site.toml [[device]].ports, or look at {count} ports that are down since an unknown time"
        ));
    } else if let Some(kind) = lacking.first() {
        let (n, available) = (lacking.len(), list(&free));
        case.fail(
            say!(
                "Tidak ada port bebas yang cocok di {name}: perlu {kind} x {n}, tersedia {available}.",
                "No suitable free port on {name}: {n} x {kind} needed, {available} available."
            ),
            say!(
                "Bebaskan port, pilih perangkat hulu lain, atau tambah switch.",
                "Free a port, choose another upstream, or add a switch."
            ),
        );
    }
    notes(case, &chosen, name);
    case.pass(say!("port bebas yang cocok ada di {name}", "suitable free ports are there on {name}"));
    Some(())
}

/// What is told of ports that do not fit at full speed.
fn notes(case: &mut Case<'_>, chosen: &[(&str, Option<Fit>)], name: &str) {
    let with = |test: fn(Fit) -> bool| chosen.iter().filter(move |(_, fit)| fit.is_some_and(test));
    let modules = with(Fit::needs_module).count();
    if let Some((kind, _)) = with(Fit::needs_module).next() {
        case.remedy("transceiver", Some(kind), modules as f64);
        let stock = in_stock(case, kind);
        let (id, en) = stock.map_or_else(Default::default, |there| {
            (format!(" Di gudang ada {there:.0}."), format!(" There are {there:.0} in stock."))
        });
        case.warn(
            say!("Perlu {modules} modul {kind} di {name}.{id}", "{modules} module(s) {kind} needed on {name}.{en}"),
            say!("Beli modul yang didukung perangkat hulu.", "Buy modules that the upstream supports."),
        );
    }
    if let Some((kind, _)) = with(|fit| fit == Fit::Slow).next() {
        case.warn(
            say!(
                "Port bebas di {name} lebih lambat daripada {kind}.",
                "The free ports on {name} are slower than {kind}."
            ),
            say!(
                "Terima kecepatan lebih rendah atau ganti perangkat hulu.",
                "Accept the lower speed, or replace the upstream."
            ),
        );
    }
    if let Some((kind, _)) = with(|fit| fit == Fit::Host).next() {
        case.warn(
            say!(
                "Kecocokan {kind} dengan port bebas di {name} bergantung perangkatnya.",
                "Whether {kind} works on the free ports of {name} depends on the device."
            ),
            say!("Tanyakan kepada pabrikan.", "Ask the vendor."),
        );
    }
}

/// Modules of this form that lie in the store room; none: nobody declared them. They are told only: which of them the host
/// takes, nobody can say from here.
fn in_stock(case: &mut Case<'_>, kind: &str) -> Option<f64> {
    let site = case.site();
    let same = |known: &str| known == kind || (!is_copper(known) && speed_mbps(known) == speed_mbps(kind));
    let fits = site
        .stock
        .iter()
        .filter(|stock| stock.kind.as_deref() == Some("transceiver") && stock.r#type.as_deref().is_some_and(same));
    fits.filter_map(|stock| case.maybe_declared(stock, "quantity", stock.quantity)).reduce(|all, one| all + one)
}

/// Uplinks of all units, the fastest first.
fn needed(uplinks: &[String], quantity: u64) -> Vec<&str> {
    let mut all: Vec<&str> = Vec::new();
    for (count, kind) in uplinks.iter().filter_map(|text| ports(text)) {
        let wanted = u64::from(count).saturating_mul(quantity).min(MOST);
        all.extend(std::iter::repeat_n(kind, wanted as usize));
    }
    all.sort_by(|a, b| speed_mbps(b).total_cmp(&speed_mbps(a)));
    all
}

/// More uplinks than any upstream has ports.
const MOST: u64 = 10_000;

/// Each takes the port that suits it best; among equals the slowest, so that fast ports stay.
fn take<'k>(free: &mut Vec<FreePort>, needed: &[&'k str]) -> Vec<(&'k str, Option<Fit>)> {
    let mut chosen = Vec::with_capacity(needed.len());
    for kind in needed {
        let best = free.iter().enumerate().filter_map(|(place, port)| Some((fit(kind, &port.kind)?, place))).min_by(
            |(a, i), (b, j)| {
                let speed = |place: &usize| speed_mbps(&free[*place].kind);
                a.rank().cmp(&b.rank()).then(speed(i).total_cmp(&speed(j))).then(free[*i].index.cmp(&free[*j].index))
            },
        );
        chosen.push((
            *kind,
            best.map(|(fit, place)| {
                free.remove(place);
                fit
            }),
        ));
    }
    chosen
}

fn is_there(case: &Case<'_>, spec: &Spec, reference: &str) -> bool {
    let location = case.site().location.iter().find(|place| Some(place.id.as_str()) == spec.target.location.as_deref());
    let upstream = spec.target.upstream.as_deref().or_else(|| location.and_then(|place| place.upstream.as_deref()));
    upstream == Some(reference) && spec.target.connection.as_deref() != Some("wifi")
}

/// How many of each type are free: `12x1000base-t`.
fn kinds(free: &[FreePort]) -> Vec<String> {
    let mut counts: Vec<(&str, u32)> = Vec::new();
    for port in free {
        match counts.iter_mut().find(|(kind, _)| *kind == port.kind) {
            Some((_, count)) => *count += 1,
            None => counts.push((&port.kind, 1)),
        }
    }
    counts.into_iter().map(|(kind, count)| format!("{count}x{kind}")).collect()
}

/// A switch that replaces others must have a copper port for each that is in use.
fn regression(case: &mut Case<'_>) {
    if case.spec().item.class != Class::Switch || case.spec().target.replaces.is_empty() {
        return;
    }
    let own: Option<&[String]> = case.attr("ports");
    let mut used = Some(0);
    let mut unclear: Vec<(Arc<Seen>, usize)> = Vec::new();
    for reference in &case.spec().target.replaces {
        used = used.zip(copper_in_use(case, reference, &mut unclear)).map(|(all, one)| all + one);
    }
    let (Some(own), Some(used)) = (own, used) else { return };
    let copper = own.iter().filter_map(|text| ports(text)).filter(|(_, kind)| is_copper(kind));
    let had = copper.map(|(count, _)| u64::from(count)).sum::<u64>() * case.spec().item.quantity;
    let might: usize = unclear.iter().map(|(_, count)| count).sum();
    if used as u64 <= had && (used + might) as u64 > had {
        for (seen, _) in &unclear {
            case.observed(seen, "ports.oper", None::<&str>);
        }
    }
    if used as u64 > had {
        case.fail(
            say!(
                "Switch yang diganti memakai {used} port tembaga; kandidat hanya punya {had}.",
                "The replaced switch uses {used} copper ports; the candidate has {had} only."
            ),
            say!("Pilih switch dengan port lebih banyak.", "Choose a switch with more ports."),
        );
    }
}

/// Copper ports of a device that are up; those that do not say whether they are go to `unclear`.
fn copper_in_use(case: &mut Case<'_>, reference: &str, unclear: &mut Vec<(Arc<Seen>, usize)>) -> Option<usize> {
    let seen = case.seen(reference)?;
    case.observed(&seen, "ports", Some(seen.facts.ports.len()).filter(|count| *count > 0))?;
    let device = case.device_table(reference, Some(&seen));
    let kinds = device.and_then(|device| case.maybe_declared(device, "ports", device.ports.as_ref()));
    let kinds = kinds.map(|kinds| declared(kinds)).unwrap_or_default();
    let is_copper_port = |index: Option<u64>| {
        let kind = kinds.iter().find(|(known, _)| Some(*known) == index);
        kind.is_none_or(|(_, kind)| is_copper(kind))
    };
    // A port that does not say its type may be one.
    let all = seen.facts.ports.iter().filter(|port| port.r#type.is_none() || port.is_ethernet());
    let copper: Vec<_> = all.filter(|port| is_copper_port(port.if_index)).collect();
    let used = copper.iter().filter(|port| port.is_up()).count();
    let silent = copper.iter().filter(|port| port.oper.is_none()).count();
    if silent > 0 {
        unclear.push((Arc::clone(&seen), silent));
    }
    case.derived(&seen, "copper_ports_in_use", used);
    Some(used)
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    const PLACE: &str = "[[location]]\nid = \"OPD/R\"\nopd = \"OPD\"\nupstream = \"SW\"";
    const DAYS_40: u64 = 40 * 86_400;

    fn switch(ports: &str) -> String {
        format!("\"sys_name\":\"SW\",\"ports\":[{ports}]")
    }

    fn port(index: u64, oper: &str, age: u64) -> String {
        format!(r#"{{"if_index":{index},"type":"ethernetCsmacd","oper":"{oper}","last_change_s":{age}}}"#)
    }

    fn ap(ports: &str) -> Given {
        Given::class("access_point").attr("uplink_ports = [\"1x1000base-t\"]").site(PLACE).record(&switch(ports))
    }

    #[test]
    fn a_port_is_free_when_it_has_been_down_for_long() {
        let declared = "[[device]]\nref = \"SW\"\nports = [\"1-8=1000base-t\"]";
        for (oper, age, outcome) in
            [("down", DAYS_40, Outcome::Pass), ("down", 30 * 86_400, Outcome::Fail), ("up", DAYS_40, Outcome::Fail)]
        {
            assert_eq!(ap(&port(1, oper, age)).site(declared).outcome("NET-01"), outcome, "{oper} {age}");
        }
        let reserved = ap(&port(1, "down", DAYS_40)).site(&format!("{declared}\nreserved = \"1\""));
        assert_eq!(reserved.outcome("NET-01"), Outcome::Fail);
        let ageless = ap(r#"{"if_index":1,"type":"ethernetCsmacd","oper":"down"}"#).site(declared);
        assert_eq!(ageless.outcome("NET-01"), Outcome::Unknown);
        assert_eq!(ap(&port(1, "down", DAYS_40)).outcome("NET-01"), Outcome::Unknown, "of unknown type");
    }

    #[test]
    fn the_type_comes_from_the_form_and_decides() {
        let sfp = format!(
            r#"{{"if_index":1,"type":"ethernetCsmacd","oper":"down","last_change_s":{DAYS_40},"form_factor":"sfp"}}"#
        );
        let finding = ap(&sfp).judge("NET-01");
        assert_eq!(finding.result, Outcome::Warn);
        assert_eq!(finding.remedy.map(|remedy| (remedy.kind, remedy.quantity)), Some(("transceiver".into(), 1)));
        let rj45 = format!(
            r#"{{"if_index":1,"type":"ethernetCsmacd","oper":"down","last_change_s":{DAYS_40},"form_factor":"rj45"}},{{"if_index":2,"type":"ethernetCsmacd","oper":"up","speed_bps":100000000,"form_factor":"rj45"}}"#
        );
        assert_eq!(ap(&rj45).outcome("NET-01"), Outcome::Warn, "slower");
    }

    #[test]
    fn ports_of_replaced_devices_are_free() {
        let record = r#""sys_name":"SW","ports":[{"if_index":5,"name":"e5","type":"ethernetCsmacd","oper":"up"}],"neighbours":[{"if_index":5,"remote_host":"OLD"}]"#;
        let given = Given::class("router")
            .attr("uplink_ports = [\"1x1000base-t\"]")
            .target("replaces = [\"OLD\"]")
            .site(PLACE)
            .site("[[device]]\nref = \"SW\"\nports = [\"5=1000base-t\"]")
            .record(r#""sys_name":"OLD","vlans":[{"id":10}]"#);
        assert_eq!(given.clone().record(record).outcome("NET-01"), Outcome::Pass);
        let silent = record.replace(r#","neighbours":[{"if_index":5,"remote_host":"OLD"}]"#, "");
        assert_eq!(given.clone().record(&silent).outcome("NET-01"), Outcome::Fail);
        let link = "[[link]]\na = \"OLD\"\na_port = \"wan\"\nb = \"SW\"\nb_port = \"e5\"";
        assert_eq!(given.site(link).record(&silent).outcome("NET-01"), Outcome::Pass);
    }

    #[test]
    fn a_replacing_switch_has_no_fewer_copper_ports() {
        let old = format!("\"sys_name\":\"OLD\",\"ports\":[{},{}]", port(1, "up", 9), port(2, "up", 9));
        let given = |ports: &str| {
            Given::class("switch")
                .attr(&format!("uplink_ports = []\nports = [\"{ports}\"]"))
                .target("replaces = [\"OLD\"]")
                .site(PLACE)
                .record(&old)
                .record(&switch(&port(1, "up", 9)))
        };
        assert_eq!(given("2x1000base-t").outcome("NET-01"), Outcome::Pass);
        assert_eq!(given("1x1000base-t").outcome("NET-01"), Outcome::Fail);
    }

    #[test]
    fn by_wifi_it_needs_no_port() {
        assert_eq!(Given::class("pc").target("connection = \"wifi\"").outcome("NET-01"), Outcome::NotApplicable);
        assert_eq!(Given::class("pc").outcome("NET-01"), Outcome::Unknown);
    }
}
