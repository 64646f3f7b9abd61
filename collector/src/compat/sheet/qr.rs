//! The QR code of a sheet: rows of dark and light fields.

use qrcode::{EcLevel, QrCode};

/// The fields of a code, with its quiet zone of four fields around; none: the text is too long for a code.
pub fn fields(text: &str) -> Option<Vec<Vec<bool>>> {
    const QUIET: usize = 4;
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = code.width();
    let side = width + 2 * QUIET;
    let mut fields = vec![vec![false; side]; side];
    for (place, colour) in code.to_colors().into_iter().enumerate() {
        let (row, column) = (place / width + QUIET, place % width + QUIET);
        if let Some(field) = fields.get_mut(row).and_then(|row| row.get_mut(column)) {
            *field = colour == qrcode::Color::Dark;
        }
    }
    Some(fields)
}

/// The fields as a Windows bitmap of 24 bits, each field so many pixels wide.
pub fn bitmap(fields: &[Vec<bool>], scale: usize) -> Vec<u8> {
    let side = fields.len() * scale;
    let row_octets = (side * 3).div_ceil(4) * 4;
    let size = (row_octets * side) as u32;
    let mut out = b"BM".to_vec();
    out.extend((54 + size).to_le_bytes());
    out.extend([0; 4]);
    out.extend(54_u32.to_le_bytes());
    out.extend(40_u32.to_le_bytes());
    out.extend((side as u32).to_le_bytes());
    out.extend((side as u32).to_le_bytes());
    out.extend(1_u16.to_le_bytes());
    out.extend(24_u16.to_le_bytes());
    out.extend([0; 4]);
    out.extend(size.to_le_bytes());
    out.extend(2835_u32.to_le_bytes());
    out.extend(2835_u32.to_le_bytes());
    out.extend([0; 8]);
    // Rows from the bottom up.
    for y in (0..side).rev() {
        let before = out.len();
        for x in 0..side {
            let dark = fields.get(y / scale).and_then(|row| row.get(x / scale)).copied().unwrap_or(false);
            out.extend(if dark { [0; 3] } else { [255; 3] });
        }
        out.resize(before + row_octets, 0);
    }
    out
}
