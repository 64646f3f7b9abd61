//! CAM-02: has the recorder channels and bandwidth left?

use super::{before, recorder};
use crate::compat::{
    case::{Case, amount},
    class::Class,
    rule::{Grade, Rule, say},
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "CAM-02",
    title: ["Kapasitas perekam", "Recorder capacity"],
    classes: &[Class::Camera],
    grade: Grade::P,
    safety: false,
    note_only: false,
    basis: ["rancangan pantau; tipe perangkat NetBox", "design of pantau; NetBox device types"],
    text: [
        "Perekam harus punya kanal untuk semua kamera; arus video harus muat dalam batas perekam dan uplinknya.",
        "The recorder must have a channel for every camera; the video must fit the limits of the recorder and of its uplink.",
    ],
    judge,
};

fn judge(case: &mut Case<'_>) -> Option<()> {
    let each: Option<f64> = case.attr("stream_mbps");
    let nvr = recorder(case)?;
    let channels = case.declared(nvr, "channels", nvr.channels);
    let used = case.declared(nvr, "channels_used", nvr.channels_used);
    let incoming = case.declared(nvr, "incoming_used_mbps", nvr.incoming_used_mbps);
    let limit = case.declared(nvr, "incoming_limit_mbps", nvr.incoming_limit_mbps);
    let uplink = case.declared(nvr, "uplink_mbps", nvr.uplink_mbps);
    let (earlier, earlier_mbps) = before(case, nvr);
    let quantity = case.quantity();
    let name = &nvr.device;
    if let (Some(channels), Some(used)) = (channels, used)
        && channels - used - earlier < quantity
    {
        case.fail(
            say!(
                |lang| "Kanal {name} tersisa {n}; butuh {q}.", "Recorder {name} has {n} channels left; {q} needed.";
                n = amount(lang, (channels - used - earlier).max(0.0)), q = amount(lang, quantity)
            ),
            say!("Tambah perekam.", "Add a recorder."),
        );
    }
    let (each, incoming) = (each?, incoming?);
    let total = incoming + earlier_mbps + quantity * each;
    case.reckoned("video_total_mbps", total);
    let share = case.thresholds().uplink_video_share;
    let over = |most: Option<f64>| most.filter(|most| total > *most + 1e-9);
    if let Some(most) = over(limit) {
        case.fail(
            say!(
                |lang| "Arus video menjadi {t} Mbps, melebihi batas {m} Mbps {name}.", "Video becomes {t} Mbps, more than the {m} Mbps that {name} takes.";
                t = amount(lang, total), m = amount(lang, most)
            ),
            say!("Turunkan laju kamera atau tambah perekam.", "Lower the cameras' rate, or add a recorder."),
        );
    }
    let told = |most: f64| {
        say!(
            |lang| "Arus video menjadi {t} Mbps; uplink {name} {m} Mbps.", "Video becomes {t} Mbps; the uplink of {name} is {m} Mbps.";
            t = amount(lang, total), m = amount(lang, most)
        )
    };
    if let Some(most) = over(uplink) {
        case.fail(told(most), say!("Perbesar uplink.", "Provide a faster uplink."));
    } else if let (Some(_), Some(most)) = (over(uplink.map(|most| most * share)), uplink) {
        case.warn(told(most), say!("Pisahkan lalu lintas video.", "Keep video traffic apart."));
    }
    case.pass(say!("{name} punya kanal dan kapasitas", "{name} has channels and capacity"));
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    #[test]
    fn channels_and_bandwidth() {
        let judge = |mbps: &str, nvr: &str| {
            Given::class("camera")
                .item("quantity = 4")
                .attr(mbps)
                .target("nvr = \"NVR\"")
                .site(&format!("[[nvr]]\ndevice = \"NVR\"\n{nvr}"))
                .outcome("CAM-02")
        };
        let nvr = |channels: u32, limit: u32, uplink: u32| {
            format!(
                "channels = {channels}\nchannels_used = 12\nincoming_used_mbps = 48\nincoming_limit_mbps = {limit}\nuplink_mbps = {uplink}"
            )
        };
        // 48 + 4 × 4 = 64 Mbps.
        for (mbps, nvr, outcome) in [
            ("stream_mbps = 4", nvr(16, 64, 128), Outcome::Pass),
            ("stream_mbps = 4", nvr(15, 64, 128), Outcome::Fail),
            ("stream_mbps = 4", nvr(16, 63, 128), Outcome::Fail),
            ("stream_mbps = 4", nvr(16, 64, 127), Outcome::Warn),
            ("stream_mbps = 4", nvr(16, 64, 63), Outcome::Fail),
            ("", nvr(16, 64, 128), Outcome::Unknown),
            ("stream_mbps = 4", nvr(16, 64, 128).replace("uplink_mbps", "usable_tb"), Outcome::Unknown),
        ] {
            assert_eq!(judge(mbps, &nvr), outcome, "{mbps} {nvr}");
        }
    }
}
