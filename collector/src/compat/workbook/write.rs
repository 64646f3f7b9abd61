//! The empty workbook.

use super::{COLUMNS, PAGE};
use crate::compat::{
    attribute::{attribute, unit_of},
    class::Class,
    form::Kind,
};
use rust_xlsxwriter::{Color, DataValidation, Format, Workbook, Worksheet, XlsxError};

/// Rows that people can fill in with the help of lists.
const ROWS: u32 = 1000;

/// Writes a workbook for these classes; none: for all.
pub fn template(classes: &[Class]) -> Result<Vec<u8>, String> {
    let classes = if classes.is_empty() { Class::ALL } else { classes };
    write(classes).map_err(|error| error.to_string())
}

fn write(classes: &[Class]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    for class in classes {
        sheet(book.add_worksheet(), *class)?;
    }
    book.save_to_buffer()
}

fn sheet(sheet: &mut Worksheet, class: Class) -> Result<(), XlsxError> {
    let heading = Format::new().set_bold().set_text_wrap().set_background_color(Color::RGB(0x00DD_EBF7));
    let must = heading.clone().set_background_color(Color::RGB(0x00FF_E699));
    let key = Format::new().set_font_color(Color::Gray).set_italic();
    sheet.set_name(class.word())?;
    let mut column = 0;
    let mut head = |sheet: &mut Worksheet, title: &str, name: &str, format: &Format, width: f64| {
        sheet.write_with_format(0, column, title, format)?;
        sheet.write_with_format(1, column, name, &key)?;
        sheet.set_column_width(column, width)?;
        column += 1;
        Ok::<u16, XlsxError>(column - 1)
    };
    for column in COLUMNS {
        let format = if column.must { &must } else { &heading };
        let place = head(sheet, column.title[0], column.key, format, 16.0)?;
        if !column.words.is_empty() {
            choices(sheet, place, &column.words.iter().map(|(word, _)| *word).collect::<Vec<_>>())?;
        }
    }
    for (names, format) in [(class.mandatory(), &must), (class.optional(), &heading)] {
        for name in names {
            let Some(attribute) = attribute(name) else { continue };
            let unit = unit_of(name).map(|unit| format!(" ({unit})")).unwrap_or_default();
            let place = head(sheet, &format!("{}{unit}", attribute.title[0]), name, format, 18.0)?;
            match attribute.kind {
                Kind::Yes => choices(sheet, place, &["ya", "tidak"])?,
                Kind::Word(words) => choices(sheet, place, words)?,
                _ => {}
            }
            head(sheet, "hal.", &format!("{name}{PAGE}"), &heading, 6.0)?;
        }
    }
    sheet.set_freeze_panes(2, 0)?;
    Ok(())
}

/// A list to choose from.
fn choices(sheet: &mut Worksheet, column: u16, words: &[&str]) -> Result<(), XlsxError> {
    // The file format has 255 characters for the list.
    if words.iter().map(|word| word.len() + 1).sum::<usize>() > 250 {
        return Ok(());
    }
    let list = DataValidation::new().allow_list_strings(words)?;
    sheet.add_data_validation(2, column, ROWS, column, &list)?;
    Ok(())
}
