//! Programs, virus scanners, packet filters, and who is logged in. Processes, environments and the accounts of a machine are
//! not read: nobody needs them here.

use super::{clock, system::architecture, tree::Node};
use model::record::{Antivirus, Facts, HostFirewall, Software, User};

/// Most programs of one machine.
const PROGRAMS: usize = 20_000;

/// States all of them.
pub(super) fn state(content: &Node, facts: &mut Facts) {
    facts.software = content.rows("softwares").iter().take(PROGRAMS).filter_map(program).collect();
    facts.antivirus = content.rows("antivirus").iter().filter_map(scanner).collect();
    let filters = content.rows("firewalls").iter().chain(content.rows("firewall"));
    facts.host_firewall = filters.filter_map(filter).collect();
    facts.users = content.rows("users").iter().filter_map(user).collect();
}

fn program(row: &Node) -> Option<Software> {
    let name = row.text("name")?;
    let format = row.word("from").and_then(|from| match from.as_str() {
        "deb" | "rpm" | "apk" | "snap" | "flatpak" | "brew" | "msi" | "pkg" => Some(from),
        "uwp" => Some("appx".into()),
        _ => None,
    });
    let is_package = matches!(format.as_deref(), Some("deb" | "rpm" | "apk" | "brew"));
    let scope = row.text("userid").or_else(|| row.text("username")).map(|_| "user".to_owned());
    Some(Software {
        name: Some(name),
        version: row.text("version"),
        publisher: row.text("publisher"),
        arch: row.text("arch").map(|arch| architecture(&arch)),
        kind: Some(if is_package { "package" } else { "application" }.into()),
        format,
        installed_on: row.text("install_date").or_else(|| row.text("installdate")).and_then(|text| clock::day(&text)),
        size_bytes: row.amount("filesize"),
        scope,
        ..Software::default()
    })
}

fn scanner(row: &Node) -> Option<Antivirus> {
    Some(Antivirus {
        name: Some(row.text("name")?),
        version: row.text("version"),
        enabled: row.flag("enabled"),
        up_to_date: row.flag("uptodate"),
        definitions_on: row.text("base_creation").and_then(|text| clock::day(&text)),
        ..Antivirus::default()
    })
}

fn filter(row: &Node) -> Option<HostFirewall> {
    Some(HostFirewall {
        name: row.text("description"),
        profile: row.text("profile"),
        enabled: Some(row.flag("status")?),
        ..HostFirewall::default()
    })
}

fn user(row: &Node) -> Option<User> {
    Some(User { name: Some(row.text("login")?), domain: row.text("domain"), logged_in: Some(true), ..User::default() })
}
