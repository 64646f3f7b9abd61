//! CAM-03: do recordings still last as long as the policy asks?

use super::{before, recorder};
use crate::compat::{
    case::{Case, amount},
    class::Class,
    rule::{Grade, Rule, say},
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "CAM-03",
    title: ["Retensi rekaman", "Retention"],
    classes: &[Class::Camera],
    grade: Grade::E,
    safety: false,
    note_only: false,
    basis: ["hitungan: 10,8 GB sehari per Mbps", "arithmetic: 10.8 GB a day per Mbps"],
    text: [
        "Dengan kamera baru, rekaman harus tetap bertahan selama hari yang ditetapkan kebijakan.",
        "With the new cameras, recordings must still last for the days of the policy.",
    ],
    judge,
};

/// Megabits of one terabyte.
const MEGABITS_OF_A_TB: f64 = 8e6;

fn judge(case: &mut Case<'_>) -> Option<()> {
    let each: Option<f64> = case.attr("stream_mbps");
    let policy = case.policy("retention_days", |policy| policy.retention_days);
    let nvr = recorder(case)?;
    let room = case.declared(nvr, "usable_tb", nvr.usable_tb);
    let incoming = case.declared(nvr, "incoming_used_mbps", nvr.incoming_used_mbps);
    let hours = case.maybe_declared(nvr, "hours_per_day", nvr.hours_per_day).unwrap_or(24.0);
    let quantity = case.quantity();
    let total = incoming? + before(case, nvr).1 + quantity * each?;
    let (room, policy) = (room?, policy?);
    let daily = total * 3600.0 * hours;
    let days = if daily > 0.0 { room * MEGABITS_OF_A_TB / daily } else { f64::MAX };
    case.reckoned("retention_days", days);
    let told = say!(
        |lang| "Retensi menjadi {d} hari (kebijakan {p} hari).", "Retention becomes {d} days (policy {p} days).";
        d = amount(lang, (days * 10.0).floor() / 10.0), p = amount(lang, policy)
    );
    if days < policy - 1e-9 {
        let site = &case.site().policy;
        case.maybe_declared(site, "retention_mandatory", Some(site.retention_mandatory));
        let to_do = say!("Tambah penyimpanan atau turunkan laju.", "Add storage, or lower the rate.");
        if site.retention_mandatory { case.fail(told, to_do) } else { case.warn(told, to_do) }
    } else {
        case.pass(told);
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    #[test]
    fn days_that_are_left() {
        let judge = |terabytes: f64, hours: &str, policy: &str| {
            Given::class("camera")
                .item("quantity = 2")
                .attr("stream_mbps = 5")
                .target("nvr = \"NVR\"")
                .site(&format!("[policy]\n{policy}\n[[nvr]]\ndevice = \"NVR\"\nusable_tb = {terabytes}\nincoming_used_mbps = 40\n{hours}"))
                .outcome("CAM-03")
        };
        // 50 Mbps are 540 GB a day: 16.2 TB last 30 days.
        for (terabytes, hours, policy, outcome) in [
            (16.2, "", "retention_days = 30", Outcome::Pass),
            (16.1, "", "retention_days = 30", Outcome::Warn),
            (16.1, "", "retention_days = 30\nretention_mandatory = true", Outcome::Fail),
            (8.1, "hours_per_day = 12", "retention_days = 30", Outcome::Pass),
            (16.2, "", "", Outcome::Unknown),
        ] {
            assert_eq!(judge(terabytes, hours, policy), outcome, "{terabytes} {hours} {policy}");
        }
    }
}
