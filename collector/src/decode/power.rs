//! The supply as a whole, from its lines.

use model::record::{Facts, UpsLine};

/// Completes the supply: what holds for line 1, and the load of the line that carries most.
pub(super) fn finish(facts: &mut Facts) {
    let Some(ups) = &mut facts.ups else { return };
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
