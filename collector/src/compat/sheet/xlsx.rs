//! The sheet as a workbook: the result on the first page, its evidence on the second.

use super::{Paper, qr};
use rust_xlsxwriter::{Format, Image, Workbook, XlsxError};

/// Writes it.
pub fn xlsx(paper: &Paper) -> Result<Vec<u8>, String> {
    write(paper).map_err(|error| error.to_string())
}

fn write(paper: &Paper) -> Result<Vec<u8>, XlsxError> {
    let bold = Format::new().set_bold();
    let large = Format::new().set_bold().set_font_size(14);
    let wrapped = Format::new().set_text_wrap().set_align(rust_xlsxwriter::FormatAlign::Top);
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name(paper.title.chars().take(31).collect::<String>())?;
    sheet.set_column_width(0, 28)?;
    sheet.set_column_width(1, 90)?;
    sheet.set_paper_size(9);
    let mut row = 0;
    for line in &paper.letterhead {
        sheet.write_with_format(row, 0, line, &bold)?;
        row += 1;
    }
    sheet.write_with_format(row, 0, &paper.title, &large)?;
    row += 1;
    if !paper.draft.is_empty() {
        sheet.write_with_format(row, 0, &paper.draft, &bold)?;
        row += 1;
    }
    row += 1;
    for [label, text] in paper.head.iter().chain([&paper.verdict]) {
        sheet.write(row, 0, label)?;
        sheet.write_with_format(row, 1, text, &wrapped)?;
        row += 1;
    }
    sheet.write(row, 1, &paper.counts)?;
    row += 2;
    for (title, all) in paper.waivers.iter().chain(&paper.ticks) {
        sheet.write_with_format(row, 0, title, &bold)?;
        for line in all {
            sheet.write_with_format(row, 1, line, &wrapped)?;
            row += 1;
        }
        row += 1;
    }
    for (heading, rules) in &paper.reasons {
        sheet.write_with_format(row, 0, heading, &bold)?;
        row += 1;
        for [title, text] in rules {
            sheet.write_with_format(row, 0, title, &wrapped)?;
            sheet.write_with_format(row, 1, text, &wrapped)?;
            row += 1;
        }
        row += 1;
    }
    for text in paper.thresholds.iter().chain(&paper.notes).chain([&paper.foot]) {
        sheet.write_with_format(row, 1, text, &wrapped)?;
        row += 1;
    }
    row += 1;
    for who in &paper.signatures {
        sheet.write(row, 0, who)?;
        sheet.write(row, 1, "______________________________")?;
        row += 3;
    }
    if let Some(fields) = qr::fields(&paper.code) {
        sheet.insert_image(row, 0, &Image::new_from_buffer(&qr::bitmap(&fields, 3))?)?;
    }
    let (heading, titles, rows) = &paper.evidence;
    let sheet = book.add_worksheet();
    sheet.set_name(heading)?;
    for (column, width) in [12, 40, 40, 40, 24].into_iter().enumerate() {
        sheet.set_column_width(column as u16, width)?;
    }
    for (column, title) in titles.iter().enumerate() {
        sheet.write_with_format(0, column as u16, title, &bold)?;
    }
    for (n, cells) in rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            // Always as text: a value must not become a formula or a date.
            sheet.write_string(n as u32 + 1, column as u16, cell)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    book.save_to_buffer()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compat::sheet::tests_paper;

    #[test]
    fn it_is_a_workbook_with_two_pages() {
        let octets = xlsx(&tests_paper()).unwrap();
        // A ZIP archive with both pages in its directory.
        assert!(octets.starts_with(b"PK"));
        let names = String::from_utf8_lossy(&octets);
        assert!(names.contains("xl/worksheets/sheet1.xml") && names.contains("xl/worksheets/sheet2.xml"));
        assert!(names.contains("xl/media/image1.bmp"), "no QR code");
    }
}
