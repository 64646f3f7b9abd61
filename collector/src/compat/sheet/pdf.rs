//! The sheet as PDF on A4, with the fonts that every reader has.

use super::{
    Paper,
    metrics::{encoded, lines, width},
    qr,
};
use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str, TextStr};

const WIDTH: f32 = 595.0;
const HEIGHT: f32 = 842.0;
const MARGIN: f32 = 50.0;
/// Where the body ends above the foot.
const BOTTOM: f32 = 70.0;
const REGULAR: Name<'static> = Name(b"F1");
const BOLD: Name<'static> = Name(b"F2");
/// Left edges of the columns of the evidence, and the right edge of the last.
const COLUMNS: [f32; 6] = [MARGIN, 95.0, 230.0, 335.0, 450.0, WIDTH - MARGIN];

/// Pages in the making.
struct Pages {
    done: Vec<Content>,
    page: Content,
    /// Height above the lower edge where the next line goes.
    y: f32,
}

impl Pages {
    fn room(&mut self, needed: f32) {
        if self.y - needed < BOTTOM {
            self.done.push(std::mem::replace(&mut self.page, Content::new()));
            self.y = HEIGHT - MARGIN;
        }
    }

    fn put(&mut self, x: f32, size: f32, bold: bool, text: &str) {
        let font = if bold { BOLD } else { REGULAR };
        self.page.begin_text().set_font(font, size).next_line(x, self.y).show(Str(&encoded(text))).end_text();
    }

    fn text(&mut self, x: f32, size: f32, bold: bool, text: &str) {
        for line in lines(text, size, bold, WIDTH - MARGIN - x) {
            self.room(size * 1.35);
            self.y -= size * 1.35;
            self.put(x, size, bold, &line);
        }
    }

    fn centred(&mut self, size: f32, bold: bool, text: &str) {
        for line in lines(text, size, bold, WIDTH - 2.0 * MARGIN) {
            self.room(size * 1.35);
            self.y -= size * 1.35;
            self.put((WIDTH - width(&line, size, bold)) / 2.0, size, bold, &line);
        }
    }

    fn gap(&mut self, height: f32) {
        self.y -= height;
    }

    fn rule(&mut self) {
        self.y -= 4.0;
        self.page.set_line_width(0.7).move_to(MARGIN, self.y).line_to(WIDTH - MARGIN, self.y).stroke();
    }

    /// One row of the evidence.
    fn row(&mut self, cells: &[String; 5], bold: bool) {
        const SIZE: f32 = 7.5;
        let split: Vec<Vec<String>> = cells
            .iter()
            .enumerate()
            .map(|(n, cell)| lines(cell, SIZE, bold, COLUMNS[n + 1] - COLUMNS[n] - 5.0))
            .collect();
        let most = split.iter().map(Vec::len).max().unwrap_or(1);
        self.room((most as f32).min(40.0) * SIZE * 1.25 + 2.0);
        let top = self.y;
        for line in 0..most {
            self.room(SIZE * 1.25);
            self.y -= SIZE * 1.25;
            for (n, cell) in split.iter().enumerate() {
                if let Some(text) = cell.get(line) {
                    self.put(COLUMNS[n], SIZE, bold, text);
                }
            }
        }
        self.y = if most == 0 { top } else { self.y - 2.0 };
    }
}

/// Writes it.
pub fn pdf(paper: &Paper) -> Vec<u8> {
    let mut pages = Pages { done: Vec::new(), page: Content::new(), y: HEIGHT - MARGIN };
    for line in &paper.letterhead {
        pages.centred(12.0, true, line);
    }
    if !paper.letterhead.is_empty() {
        pages.rule();
    }
    pages.gap(8.0);
    pages.centred(14.0, true, &paper.title);
    if !paper.draft.is_empty() {
        pages.centred(10.0, true, &paper.draft);
    }
    pages.gap(8.0);
    code(&mut pages, paper);
    for [label, text] in &paper.head {
        pages.room(26.0);
        let top = pages.y;
        pages.y = top - 13.0;
        pages.put(MARGIN, 9.5, false, label);
        for (n, line) in lines(text, 9.5, false, WIDTH - MARGIN - 95.0 - 160.0).iter().enumerate() {
            pages.y = top - 13.0 * (n as f32 + 1.0);
            pages.put(160.0, 9.5, false, line);
        }
    }
    pages.gap(10.0);
    let [label, text] = &paper.verdict;
    pages.text(MARGIN, 13.0, true, &format!("{label}: {text}"));
    pages.text(MARGIN, 9.0, false, &paper.counts);
    if let Some((title, all)) = &paper.waivers {
        pages.gap(6.0);
        pages.text(MARGIN, 10.0, true, title);
        for line in all {
            pages.text(MARGIN + 12.0, 9.0, false, line);
        }
    }
    for (heading, rules) in &paper.reasons {
        pages.gap(8.0);
        pages.room(50.0);
        pages.text(MARGIN, 10.5, true, heading);
        for [title, text] in rules {
            pages.room(26.0);
            pages.text(MARGIN + 12.0, 9.0, true, title);
            pages.text(MARGIN + 12.0, 9.0, false, text);
        }
    }
    if let Some((title, all)) = &paper.ticks {
        pages.gap(8.0);
        pages.room(50.0);
        pages.text(MARGIN, 10.0, true, title);
        for line in all {
            pages.text(MARGIN + 12.0, 9.0, false, line);
        }
    }
    if let Some(text) = &paper.thresholds {
        pages.gap(6.0);
        pages.text(MARGIN, 9.0, false, text);
    }
    let (heading, titles, rows) = &paper.evidence;
    pages.gap(8.0);
    pages.room(50.0);
    pages.text(MARGIN, 10.5, true, heading);
    pages.row(titles, true);
    for row in rows {
        pages.row(row, false);
    }
    pages.gap(8.0);
    for note in &paper.notes {
        pages.text(MARGIN, 8.5, false, note);
    }
    signatures(&mut pages, paper);
    pages.done.push(pages.page);
    document(paper, pages.done)
}

/// The QR code, beside the head.
fn code(pages: &mut Pages, paper: &Paper) {
    const SIDE: f32 = 90.0;
    let Some(fields) = qr::fields(&paper.code) else { return };
    let field = SIDE / fields.len() as f32;
    let (left, top) = (WIDTH - MARGIN - SIDE + 8.0, pages.y);
    for (n, row) in fields.iter().enumerate() {
        for (m, _) in row.iter().enumerate().filter(|(_, dark)| **dark) {
            let (x, y) = (left + m as f32 * field, top - (n as f32 + 1.0) * field);
            pages.page.rect(x, y, field, field);
        }
    }
    pages.page.fill_nonzero();
}

fn signatures(pages: &mut Pages, paper: &Paper) {
    pages.room(110.0);
    pages.gap(24.0);
    for (n, who) in paper.signatures.iter().enumerate() {
        let x = MARGIN + n as f32 * 270.0;
        pages.put(x, 9.5, false, who);
    }
    pages.gap(60.0);
    for n in 0..paper.signatures.len() {
        let x = MARGIN + n as f32 * 270.0;
        pages.page.set_line_width(0.5).move_to(x, pages.y).line_to(x + 200.0, pages.y).stroke();
    }
}

fn document(paper: &Paper, pages: Vec<Content>) -> Vec<u8> {
    let (catalog, tree, regular, bold, info) = (Ref::new(1), Ref::new(2), Ref::new(3), Ref::new(4), Ref::new(5));
    let of = |n: usize, kind: i32| Ref::new(6 + 2 * n as i32 + kind);
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(tree);
    let count = pages.len();
    pdf.pages(tree).kids((0..count).map(|n| of(n, 0))).count(count as i32);
    for (font, name) in [(regular, Name(b"Helvetica")), (bold, Name(b"Helvetica-Bold"))] {
        pdf.type1_font(font).base_font(name).encoding_predefined(Name(b"WinAnsiEncoding"));
    }
    pdf.document_info(info).title(TextStr(&paper.title)).producer(TextStr("pantau"));
    for (n, mut content) in pages.into_iter().enumerate() {
        let foot = format!("{}   {}/{count}", paper.foot, n + 1);
        content.begin_text().set_font(REGULAR, 8.0).next_line(MARGIN, 40.0).show(Str(&encoded(&foot))).end_text();
        let mut page = pdf.page(of(n, 0));
        page.media_box(Rect::new(0.0, 0.0, WIDTH, HEIGHT)).parent(tree).contents(of(n, 1));
        page.resources().fonts().pair(REGULAR, regular).pair(BOLD, bold);
        page.finish();
        pdf.stream(of(n, 1), &content.finish());
    }
    pdf.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compat::sheet::tests_paper;

    #[test]
    fn everything_stands_on_it_and_pages_are_numbered() {
        let paper = tests_paper();
        let octets = pdf(&paper);
        assert!(octets.starts_with(b"%PDF-1."), "no PDF");
        let text = String::from_utf8_lossy(&octets);
        for word in [
            "LEMBAR HASIL UJI KOMPATIBILITAS",
            "KOMPATIBEL",
            "Pejabat Pengadaan",
            "Dinas Pendidikan",
            "POE-02",
            "antrean cetak",
        ] {
            assert!(text.contains(word), "{word} is not on the sheet");
        }
        let pages = text.matches("/Type /Page\n").count().max(text.matches("/Type /Page ").count());
        assert!(pages >= 2 && text.contains(&format!("/{pages})")), "{pages} pages");
    }
}
