//! Sparklines and the mirrored graph of a link. The axis is fixed by the caller (contract or port speed): scaling to
//! the data would hide saturation. Gaps stay gaps.

use super::{glyph::EIGHTHS, text};
use ratatui::{buffer::Buffer, layout::Rect, style::Style};

/// The newest `width` points as eighth blocks against `max`, right-aligned; a hole is a blank, any traffic at least `▁`.
pub fn sparkline(points: &[Option<f32>], max: f64, width: u16) -> String {
    let width = usize::from(width);
    let newest = &points[points.len().saturating_sub(width)..];
    let mut line = " ".repeat(width - newest.len());
    for point in newest {
        line.push_str(match point {
            None => " ",
            Some(value) => EIGHTHS[eighths(*value, max, 8).max(1) - 1],
        });
    }
    line
}

/// The largest of the points, 0 when there is none.
pub fn peak(points: &[Option<f32>]) -> f64 {
    points.iter().flatten().fold(0.0, |most, value| most.max(f64::from(*value)))
}

/// Points in at most so many columns: the highest of those that share one. What is not known stays a gap where all of a
/// column is.
pub fn narrowed(points: &[Option<f32>], columns: usize) -> Vec<Option<f32>> {
    if points.len() <= columns || columns == 0 {
        return points.to_vec();
    }
    let place = |column: usize| column * points.len() / columns;
    let highest = |column| points[place(column)..place(column + 1)].iter().flatten().copied().reduce(f32::max);
    (0..columns).map(highest).collect()
}

/// What to draw a link against: its contracted rate or speed, else its own peak.
pub fn axis(limit: Option<f64>, points: [&[Option<f32>]; 2]) -> f64 {
    limit.filter(|limit| *limit > 0.0).unwrap_or_else(|| peak(points[0]).max(peak(points[1]))).max(1.0)
}

fn eighths(value: f32, max: f64, full: usize) -> usize {
    let share = f64::from(value) / max;
    if share.is_finite() { ((share * full as f64).round().max(0.0) as usize).min(full) } else { 0 }
}

/// Incoming above the axis line, outgoing below, one column a point, the newest at the right. `area` has at least three
/// rows; the rows above and below the middle are shared.
pub fn mirrored(
    buffer: &mut Buffer,
    area: Rect,
    incoming: &[Option<f32>],
    outgoing: &[Option<f32>],
    max: f64,
    styles: [Style; 3],
) {
    if area.height < 3 || area.width == 0 {
        return;
    }
    let above = (area.height - 1) / 2;
    let below = area.height - 1 - above;
    let axis = area.y + above;
    for x in area.left()..area.right() {
        text::put(buffer, x, axis, 1, "─", styles[2]);
        let age = usize::from(area.right() - 1 - x);
        if let Some(Some(value)) = incoming.len().checked_sub(age + 1).map(|i| incoming[i]) {
            let full = eighths(value, max, usize::from(above) * 8).max(usize::from(value > 0.0));
            for row in 0..above {
                let part = full.saturating_sub(usize::from(row) * 8).min(8);
                if part > 0 {
                    text::put(buffer, x, axis - 1 - row, 1, EIGHTHS[part - 1], styles[0]);
                }
            }
        }
        if let Some(Some(value)) = outgoing.len().checked_sub(age + 1).map(|i| outgoing[i]) {
            // Downwards only halves exist in every font.
            let halves = eighths(value, max, usize::from(below) * 2).max(usize::from(value > 0.0));
            for row in 0..below {
                match halves.saturating_sub(usize::from(row) * 2) {
                    0 => break,
                    1 => text::put(buffer, x, axis + 1 + row, 1, "▀", styles[1]),
                    _ => text::put(buffer, x, axis + 1 + row, 1, "█", styles[1]),
                };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sparkline_keeps_gaps_and_the_newest() {
        let points = [Some(0.0), None, Some(50.0), Some(100.0), Some(f32::NAN), Some(1e9)];
        for (width, expected) in [(6, "▁ ▄█▁█"), (8, "  ▁ ▄█▁█"), (3, "█▁█"), (0, "")] {
            assert_eq!(sparkline(&points, 100.0, width), expected);
        }
        assert_eq!(axis(None, [&points, &[]]), 1e9);
        assert_eq!(axis(Some(200.0), [&points, &[]]), 200.0);
    }

    #[test]
    fn incoming_grows_up_and_outgoing_down() {
        let area = Rect::new(0, 0, 3, 5);
        let mut buffer = Buffer::empty(area);
        let style = Style::new();
        mirrored(&mut buffer, area, &[Some(100.0), None], &[Some(20.0), Some(100.0)], 100.0, [style; 3]);
        assert_eq!(buffer, Buffer::with_lines([" █ ", " █ ", "───", " ▀█", "  █"]));
    }

    #[test]
    fn many_points_share_columns_and_gaps_stay() {
        let points: Vec<Option<f32>> = (0..9).map(|n| (!(3..6).contains(&n)).then_some(n as f32)).collect();
        assert_eq!(narrowed(&points, 3), [Some(2.0), None, Some(8.0)]);
        assert_eq!(narrowed(&points, 20), points);
    }
}
