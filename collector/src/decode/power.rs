//! The supply as a whole, from its lines.

use super::fact::six_digits;
use model::record::{Facts, UpsLine};

/// Frequencies of mains, Hz, and the highest voltage of a line, V: what is beyond is counted in another unit than RFC 1628 says.
const MAINS_HZ: std::ops::RangeInclusive<f64> = 40.0..=70.0;
const HIGHEST_V: f64 = 1000.0;

/// Completes the supply: what holds for line 1, and the load of the line that carries most.
pub(super) fn finish(facts: &mut Facts) {
    let Some(ups) = &mut facts.ups else { return };
    // What is not known is -1 to some agents.
    let are_unknown = [ups.charge_percent, ups.runtime_minutes].into_iter().flatten().any(|value| value < 0.0);
    for value in [&mut ups.charge_percent, &mut ups.runtime_minutes, &mut ups.load_percent] {
        *value = value.filter(|value| *value >= 0.0);
    }
    if are_unknown {
        ups.battery_temperature_c = ups.battery_temperature_c.filter(|degrees| *degrees != -1.0);
    }
    for line in ups.inputs.iter_mut().chain(&mut ups.outputs).chain(&mut ups.bypass) {
        line.voltage_v = line.voltage_v.map(voltage);
        line.frequency_hz = line.frequency_hz.map(frequency);
        line.load_percent = line.load_percent.filter(|value| *value >= 0.0);
    }
    for (field, in_unit) in [
        (&mut ups.input_voltage_v, voltage as fn(f64) -> f64),
        (&mut ups.output_voltage_v, voltage),
        (&mut ups.input_frequency_hz, frequency),
        (&mut ups.output_frequency_hz, frequency),
    ] {
        *field = field.map(in_unit);
    }
    let first = |lines: &[UpsLine], of: fn(&UpsLine) -> Option<f64>| lines.iter().find_map(of);
    let fill = |field: &mut Option<f64>, value: Option<f64>| *field = field.or(value);
    fill(&mut ups.input_voltage_v, first(&ups.inputs, |line| line.voltage_v));
    fill(&mut ups.input_frequency_hz, first(&ups.inputs, |line| line.frequency_hz));
    fill(&mut ups.output_voltage_v, first(&ups.outputs, |line| line.voltage_v));
    fill(&mut ups.output_frequency_hz, first(&ups.outputs, |line| line.frequency_hz));
    fill(&mut ups.load_percent, ups.outputs.iter().filter_map(|line| line.load_percent).reduce(f64::max));
    if *ups == model::record::Ups::default() {
        facts.ups = None;
    }
}

/// Volts, of an agent that counts tenths as well.
fn voltage(stated: f64) -> f64 {
    if stated > HIGHEST_V { six_digits(stated / 10.0) } else { stated }
}

/// Hertz, of an agent that counts whole ones or hundredths where tenths are due.
fn frequency(stated: f64) -> f64 {
    let in_unit = [1.0, 0.1, 10.0].into_iter().map(|scale| stated * scale).find(|hertz| MAINS_HZ.contains(hertz));
    six_digits(in_unit.unwrap_or(stated))
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::record::Ups;

    fn finished(ups: Ups) -> Option<Ups> {
        let mut facts = Facts { ups: Some(ups), ..Facts::default() };
        finish(&mut facts);
        facts.ups
    }

    #[test]
    fn what_no_line_can_have_was_counted_in_another_unit() {
        for (stated, expected) in [
            ((236.0, 50.0), (236.0, 50.0)),
            ((2369.0, 500.0), (236.9, 50.0)),
            ((400.0, 5.0), (400.0, 50.0)),
            ((0.0, 0.0), (0.0, 0.0)),
            ((690.0, 499.9), (690.0, 49.99)),
        ] {
            let line = UpsLine { voltage_v: Some(stated.0), frequency_hz: Some(stated.1), ..UpsLine::default() };
            let ups = finished(Ups { inputs: vec![line], ..Ups::default() }).unwrap();
            assert_eq!(
                (ups.input_voltage_v, ups.input_frequency_hz),
                (Some(expected.0), Some(expected.1)),
                "{stated:?}"
            );
        }
    }

    #[test]
    fn less_than_nothing_is_not_known() {
        let minus = Some(-1.0);
        let ups = Ups { charge_percent: minus, battery_temperature_c: minus, runtime_minutes: minus, ..Ups::default() };
        assert_eq!(finished(ups), None);
        let cold = Ups { charge_percent: Some(90.0), battery_temperature_c: minus, ..Ups::default() };
        assert_eq!(finished(cold.clone()), Some(cold));
    }
}
