//! For tests: a small procurement written down, and what one rule says of it.

use super::{
    case::{Case, World},
    check::check,
    inventory::Records,
    rules,
    seen::Seen,
    site::Site,
    spec::Spec,
    support::Support,
};
use crate::fleet::Counted;
use model::{
    Timestamp,
    compat::{Check, Finding, Outcome},
};

/// A procurement: one item of a class, bought for the location `OPD/R`, judged on 22 November 2026.
#[derive(Clone, Debug, Default)]
pub struct Given {
    class: String,
    item: String,
    target: String,
    attr: String,
    source: Option<&'static str>,
    rest: String,
    site: String,
    records: Vec<String>,
    counted: Vec<(String, Counted)>,
}

impl Given {
    /// One unit of this class, proven by a datasheet.
    pub fn class(class: &str) -> Self {
        Self { class: class.into(), ..Self::default() }
    }

    /// Lines of `[item]`, beside those that every item has.
    pub fn item(mut self, lines: &str) -> Self {
        self.item += &format!("{lines}\n");
        self
    }

    /// Lines of `[target]`, beside agency and location.
    pub fn target(mut self, lines: &str) -> Self {
        self.target += &format!("{lines}\n");
        self
    }

    /// Lines of `[attr]`.
    pub fn attr(mut self, lines: &str) -> Self {
        self.attr += &format!("{lines}\n");
        self
    }

    /// Where the attributes come from; a datasheet if it is not said.
    pub fn source(mut self, source: &'static str) -> Self {
        self.source = Some(source);
        self
    }

    /// Tables of the specification behind all others: `[[remedy]]`.
    pub fn spec(mut self, tables: &str) -> Self {
        self.rest += &format!("{tables}\n");
        self
    }

    /// Declared tables, or top-level keys before the first table.
    pub fn site(mut self, tables: &str) -> Self {
        self.site += &format!("{tables}\n");
        self
    }

    /// A device record, collected an hour before the check unless it says when; keys beside the envelope.
    pub fn record(mut self, keys: &str) -> Self {
        let envelope = if keys.contains("collected_at") {
            ""
        } else {
            r#""collected_at":"2026-11-22T01:00:00Z","source":"snmp","#
        };
        self.records.push(format!("{{\"schema\":\"pantau-device/1\",{envelope}{keys}}}"));
        self
    }

    /// Addresses that are seen in a subnet, and when every address of it was asked.
    pub fn counted(mut self, cidr: &str, addresses: usize, swept: Option<&str>) -> Self {
        let swept = swept.map(|text| Timestamp::parse(text).unwrap());
        self.counted.push((cidr.into(), Counted { addresses, swept }));
        self
    }

    /// What a rule finds.
    pub fn judge(&self, id: &str) -> Finding {
        let rule = rules::of(id).unwrap_or_else(|| panic!("no rule {id}"));
        let finding = self.with_world(|world| Case::judge(world, rule));
        assert_well_formed(&finding);
        finding
    }

    /// What all rules find.
    pub fn check(&self) -> Check {
        self.with_world(check)
    }

    fn with_world<T>(&self, ask: impl FnOnce(&World<'_>) -> T) -> T {
        let Self { class, item, target, attr, rest, site, .. } = self;
        let source = self.source.unwrap_or("datasheet");
        let quantity = if item.contains("quantity") { "" } else { "quantity = 1\n" };
        let date = if item.lines().any(|line| line.starts_with("date")) { "" } else { "date = 2026-12-15\n" };
        let spec = format!(
            "schema = \"pantau-spec/1\"\n[item]\nclass = \"{class}\"\nbrand = \"Contoh\"\nmodel = \"X1\"\nkind = \"new\"\n{date}{quantity}{item}\n\
             [target]\nopd = \"OPD\"\nlocation = \"OPD/R\"\n{target}\n\
             [provenance]\nsource = \"{source}\"\ndocument = \"x1.pdf\"\npage = \"2\"\n[attr]\n{attr}\n{rest}"
        );
        let spec = Spec::read(&spec).unwrap_or_else(|faults| panic!("{faults:#?}\n{spec}"));
        let site = format!("schema = \"pantau-site/1\"\ndeclared_at = 2026-11-10\n{site}");
        let site = Site::read(&site).unwrap_or_else(|faults| panic!("{faults:#?}\n{site}"));
        let records = self.records.iter().map(|json| Seen::read(json).unwrap_or_else(|| panic!("{json}"))).collect();
        let mut inventory = Records::new(records);
        inventory.counted = self.counted.iter().cloned().collect();
        let world = World {
            spec: &spec,
            site: &site,
            inventory: &inventory,
            support: Support::embedded(),
            as_of: Timestamp::parse("2026-11-22T02:00:00Z").unwrap(),
            opd: None,
            zone: model::Zone::Wita,
            before: &[],
        };
        ask(&world)
    }

    /// The result of a rule alone.
    pub fn outcome(&self, id: &str) -> Outcome {
        self.judge(id).result
    }
}

/// What holds for every finding.
fn assert_well_formed(finding: &Finding) {
    for message in [&finding.message_id, &finding.message_en] {
        assert!(!message.is_empty() && !message.contains('{') && !message.contains(".."), "{}: {message}", finding.id);
    }
    let bare = matches!(finding.result, Outcome::Fail | Outcome::Warn | Outcome::Unknown) && finding.facts.is_empty();
    assert!(!bare, "{}: {:?} without facts", finding.id, finding.result);
    assert!(finding.facts.iter().all(|fact| fact.missing != fact.value.is_some()), "{:?}", finding.facts);
}
