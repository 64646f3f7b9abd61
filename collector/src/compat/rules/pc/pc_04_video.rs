//! PC-04: is there a cable between PC and screen?

use crate::compat::{
    case::{Case, list},
    class::Class,
    rule::{Grade, Rule, say},
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "PC-04",
    title: ["Port video", "Video ports"],
    classes: &[Class::Pc, Class::Laptop, Class::Monitor, Class::Projector],
    grade: Grade::E,
    safety: false,
    note_only: true,
    basis: ["rancangan pantau", "design of pantau"],
    text: [
        "PC dan layar atau proyektor di lokasi harus punya jenis port video yang sama, dan keluarannya cukup untuk jumlah layar.",
        "PC and screen or projector of the location must share a kind of video port, and there must be an output for each screen.",
    ],
    judge,
};

fn judge(case: &mut Case<'_>) -> Option<()> {
    if matches!(case.spec().item.class, Class::Monitor | Class::Projector) {
        return screen(case);
    }
    let outputs: Option<&[String]> = case.attr("video_outputs");
    let location = case.target("location", case.spec().target.location.as_deref());
    let screens: Vec<_> = case.site().display.iter().filter(|screen| screen.location.as_deref() == location).collect();
    if screens.is_empty() && !case.is_complete("display") {
        case.no_table("display", location.unwrap_or_default());
    }
    let outputs = outputs?;
    for screen in screens {
        case.maybe_declared(screen, "inputs", Some(&screen.inputs));
        if !outputs.iter().any(|output| screen.inputs.contains(output)) {
            differ(case, outputs, &screen.inputs);
        }
    }
    // A screen that stands nobody knows where may stand here.
    let adrift = case.site().display.iter().filter(|screen| screen.location.is_none());
    for screen in adrift.filter(|screen| !outputs.iter().any(|output| screen.inputs.contains(output))) {
        case.declared(screen, "location", screen.location.as_deref());
    }
    let wanted = case.spec().target.monitors_per_pc;
    case.maybe_typed("target", "monitors_per_pc", wanted);
    let wanted = wanted.unwrap_or(1) as usize;
    if wanted > outputs.len() {
        let there = outputs.len();
        case.warn(
            say!(
                "PC punya {there} keluaran video; direncanakan {wanted} layar.",
                "The PC has {there} video outputs; {wanted} screens are planned."
            ),
            say!("Kurangi layar atau pilih PC lain.", "Plan fewer screens, or choose another PC."),
        );
    }
    case.pass(say!("ada port video yang sama", "there is a common video port"));
    Some(())
}

fn screen(case: &mut Case<'_>) -> Option<()> {
    let inputs: Option<&[String]> = case.attr("video_inputs");
    let outputs = case.of_location("pc_video_outputs", |location| location.pc_video_outputs.as_ref());
    let (inputs, outputs) = (inputs?, outputs?);
    if !inputs.iter().any(|input| outputs.contains(input)) {
        differ(case, outputs, inputs);
    }
    case.pass(say!("ada port video yang sama", "there is a common video port"));
    Some(())
}

fn differ(case: &mut Case<'_>, outputs: &[String], inputs: &[String]) {
    let (x, y) = (list(outputs), list(inputs));
    let quantity = case.quantity();
    case.remedy("video_adapter", None, quantity);
    case.warn(
        say!("Tidak ada port video yang sama: PC {x}, layar {y}.", "No common video port: PC {x}, display {y}."),
        say!("Perlu adaptor.", "An adaptor is needed."),
    );
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    #[test]
    fn a_common_port() {
        let screen = "[[display]]\nlocation = \"OPD/R\"\nname = \"Proyektor\"\ninputs = [\"vga\", \"hdmi\"]";
        let pc = |outputs: &str, site: &str, target: &str| {
            Given::class("pc").attr(&format!("video_outputs = [{outputs}]")).site(site).target(target).outcome("PC-04")
        };
        assert_eq!(pc("\"hdmi\"", screen, ""), Outcome::Pass);
        assert_eq!(pc("\"displayport\"", screen, ""), Outcome::Warn);
        assert_eq!(pc("\"hdmi\"", screen, "monitors_per_pc = 2"), Outcome::Warn);
        assert_eq!(pc("\"hdmi\"", "", ""), Outcome::Unknown);
        assert_eq!(pc("\"hdmi\"", "complete = [\"display\"]", ""), Outcome::Pass);
        let monitor = |inputs: &str| {
            Given::class("monitor")
                .attr(&format!("video_inputs = [{inputs}]"))
                .site("[[location]]\nid = \"OPD/R\"\nopd = \"OPD\"\npc_video_outputs = [\"hdmi\"]")
                .judge("PC-04")
        };
        assert_eq!(monitor("\"hdmi\"").result, Outcome::Pass);
        let warned = monitor("\"vga\"");
        assert_eq!((warned.result, warned.remedy.map(|r| r.kind).as_deref()), (Outcome::Warn, Some("video_adapter")));
    }
}
