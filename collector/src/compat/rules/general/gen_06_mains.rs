//! GEN-06: does it run on the mains of Indonesia?

use crate::compat::{
    attribute::range,
    case::Case,
    class::Class,
    rule::{Grade, Rule, say},
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "GEN-06",
    title: ["Catu daya listrik", "Mains supply"],
    classes: &[
        Class::Switch,
        Class::Router,
        Class::Firewall,
        Class::Server,
        Class::Nas,
        Class::Nvr,
        Class::Ups,
        Class::Printer,
        Class::Scanner,
        Class::Pc,
        Class::Laptop,
        Class::Monitor,
        Class::Projector,
        Class::Phone,
        Class::AccessPoint,
        Class::Camera,
        Class::Radio,
    ],
    grade: Grade::E,
    safety: true,
    note_only: false,
    basis: ["PLN 220 V/50 Hz, steker tipe C/F", "mains 220 V/50 Hz, plug type C/F"],
    text: [
        "Perangkat AC harus menerima 220–230 V dan 50 Hz; steker selain CEE 7 atau kabel IEC memerlukan adaptor.",
        "An AC device must take 220–230 V and 50 Hz; a plug other than CEE 7 or an IEC cord needs an adaptor.",
    ],
    judge,
};

/// What the mains may have, V.
const MAINS_V: (f64, f64) = (220.0, 230.0);
/// And Hz.
const MAINS_HZ: f64 = 50.0;

fn judge(case: &mut Case<'_>) -> Option<()> {
    if case.attr::<&str>("power_input")? != "ac" {
        return case.skip();
    }
    let voltage: Option<&str> = case.attr("ac_voltage_v");
    let frequency: Option<&str> = case.attr("ac_frequency_hz");
    let plug: Option<&str> = case.attr("plug");
    let buy_another = || say!("Pilih catu daya untuk 220 V/50 Hz.", "Choose a power supply for 220 V/50 Hz.");
    if let Some(volts) = voltage
        && !range(volts).is_some_and(|(low, high)| low <= MAINS_V.0 && high >= MAINS_V.1)
    {
        let what = say!(
            "Catu daya {volts} V tidak cocok dengan PLN 220 V/50 Hz.",
            "Power input {volts} V does not fit the 220 V / 50 Hz mains."
        );
        case.fail(what, buy_another());
    }
    if let Some(hertz) = frequency
        && !range(hertz).is_some_and(|(low, high)| low <= MAINS_HZ && MAINS_HZ <= high)
    {
        let what = say!(
            "Catu daya {hertz} Hz tidak cocok dengan PLN 220 V/50 Hz.",
            "Power input {hertz} Hz does not fit the 220 V / 50 Hz mains."
        );
        case.fail(what, buy_another());
    }
    if let Some(plug) = plug
        && !matches!(plug, "cee7" | "iec_cord")
    {
        let quantity = case.quantity();
        case.remedy("power_cord", Some("cee7"), quantity);
        case.warn(
            say!("Steker {plug} tidak masuk ke stopkontak tipe C/F.", "Plug {plug} does not fit sockets of type C/F."),
            say!("Sediakan kabel daya atau adaptor CEE 7.", "Provide a CEE 7 power cord or adaptor."),
        );
    }
    if let (Some(volts), Some(hertz)) = (voltage, frequency) {
        case.pass(say!(
            "{volts} V dan {hertz} Hz cocok dengan PLN 220 V/50 Hz",
            "{volts} V and {hertz} Hz fit the 220 V / 50 Hz mains"
        ));
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    fn ac(voltage: &str, frequency: &str, plug: &str) -> Given {
        Given::class("switch").attr(&format!(
            "power_input = \"ac\"\nac_voltage_v = \"{voltage}\"\nac_frequency_hz = \"{frequency}\"\nplug = \"{plug}\""
        ))
    }

    #[test]
    fn voltage_frequency_and_plug() {
        for (given, outcome) in [
            (ac("100-240", "50-60", "cee7"), Outcome::Pass),
            (ac("220-230", "50", "iec_cord"), Outcome::Pass),
            (ac("100-127", "60", "nema_5_15"), Outcome::Fail),
            (ac("100-240", "60", "cee7"), Outcome::Fail),
            (ac("100-240", "50-60", "bs1363"), Outcome::Warn),
            (Given::class("switch").attr("power_input = \"poe\""), Outcome::NotApplicable),
            (Given::class("memory"), Outcome::NotApplicable),
        ] {
            assert_eq!(given.outcome("GEN-06"), outcome, "{given:?}");
        }
    }

    #[test]
    fn a_violation_is_told_although_another_fact_is_missing() {
        let given = Given::class("pc").attr("power_input = \"ac\"\nac_voltage_v = \"110\"");
        assert_eq!(given.outcome("GEN-06"), Outcome::Fail);
        let given = Given::class("pc").attr("power_input = \"ac\"\nac_voltage_v = \"220-240\"");
        assert_eq!(given.outcome("GEN-06"), Outcome::Unknown);
    }

    #[test]
    fn what_no_document_proves_is_a_note_because_it_can_burn() {
        assert_eq!(ac("100-240", "50-60", "cee7").source("operator").outcome("GEN-06"), Outcome::Warn);
    }
}
