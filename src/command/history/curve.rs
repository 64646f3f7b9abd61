//! A small curve of text: as wide as a terminal of 80 columns leaves, half a row a level, gaps left empty.

use crate::clock;
use model::{Timestamp, api::HistoryPoint};

/// Columns of the curve; beside it stand the labels.
const WIDTH: usize = 64;
/// Rows.
const ROWS: usize = 8;
/// Columns of a label.
const LABEL: usize = 13;

/// Draws points over a range; `shown` writes a label.
pub fn draw(
    points: &[HistoryPoint],
    (from, to): (Timestamp, Timestamp),
    step_seconds: u32,
    shown: impl Fn(f64) -> String,
) -> String {
    let columns = columns(points, from, to, step_seconds);
    let highest = columns.iter().flatten().copied().fold(0.0, f64::max);
    let lowest = columns.iter().flatten().copied().fold(f64::INFINITY, f64::min).min(0.0);
    let span = if highest > lowest { highest - lowest } else { 1.0 };
    let halves = |value: f64| ((value - lowest) / span * (ROWS * 2) as f64).round() as usize;
    let mut out = String::new();
    for row in (0..ROWS).rev() {
        let label = match row {
            row if row == ROWS - 1 => shown(highest),
            0 => shown(lowest),
            row if row == ROWS / 2 => shown(lowest + span / 2.0),
            _ => String::new(),
        };
        let line: String = columns
            .iter()
            .map(|column| match column.map(halves) {
                None => ' ',
                Some(high) if high >= row * 2 + 2 => '█',
                Some(high) if high > row * 2 => '▄',
                // What is there but nothing still shows that somebody looked.
                Some(_) if row == 0 => '_',
                Some(_) => ' ',
            })
            .collect();
        out.push_str(format!("{label:>LABEL$} │{line}").trim_end());
        out.push('\n');
    }
    let (begin, end) = (clock::local(from), clock::local(to));
    let pad = " ".repeat(WIDTH.saturating_sub(begin.len() + end.len()));
    out.push_str(&format!("{:LABEL$} └{begin}{pad}{end}\n", ""));
    out
}

/// The highest value in each column; none where nothing is known.
fn columns(points: &[HistoryPoint], from: Timestamp, to: Timestamp, step_seconds: u32) -> Vec<Option<f64>> {
    let length = (to.0 - from.0).max(1) as f64;
    let place = |at: i64| ((at - from.0) as f64 / length * WIDTH as f64).floor();
    let mut columns: Vec<Option<f64>> = vec![None; WIDTH];
    for point in points {
        let value = point.value.as_f64();
        // A step wider than a column fills all it covers.
        let (first, after) = (place(point.at.0), place(point.at.0 + i64::from(step_seconds.max(1)) * 1000 - 1));
        for column in first.max(0.0) as usize..=(after.max(0.0) as usize).min(WIDTH - 1) {
            if let Some(column) = columns.get_mut(column) {
                *column = Some(column.map_or(value, |there| there.max(value)));
            }
        }
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::api::HistoryValue;

    #[test]
    fn a_gap_is_empty_and_nothing_is_a_line() {
        let at = |minute: i64| Timestamp(1_772_337_600_000 + minute * 60_000);
        let point = |minute, value| HistoryPoint { at: at(minute), value: HistoryValue::Level(value) };
        let points = [point(0, 8.0), point(16, 0.0), point(48, 4.0)];
        let text = draw(&points, (at(0), at(64)), 960, |value| format!("{value:.0}"));
        let rows: Vec<&str> = text.lines().collect();
        let full = |first: &str, second: &str, fourth: &str| {
            format!("{}{}{}{}", first.repeat(16), second.repeat(16), " ".repeat(16), fourth.repeat(16))
        };
        assert_eq!(rows[0], format!("{:>13} │{}", 8, "█".repeat(16)));
        assert_eq!(rows[7], format!("{:>13} │{}", 0, full("█", "_", "█")));
        assert!(rows.iter().all(|row| model::text::columns(row) <= 80), "{text}");
        assert_eq!(rows.len(), 9);
    }
}
