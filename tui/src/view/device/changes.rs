//! What happened to a device, newest first.

use crate::{
    draw::{Look, number, text},
    lang,
    theme::Ink,
};
use model::{
    Status,
    api::{DevicePicture, Event, fleet::Happening},
};
use ratatui::{buffer::Buffer, layout::Rect, style::Style};

/// Draws events from the `scroll`th on; what does not fit is counted in the last row.
pub fn lines(picture: &DevicePicture, look: &Look, area: Rect, buffer: &mut Buffer, scroll: usize) {
    let height = usize::from(area.height);
    let events = &picture.events;
    let from = scroll.min(events.len().saturating_sub(height));
    for (y, event) in (area.y..area.bottom()).zip(&events[from..]) {
        let style = match &event.what {
            Happening::State { after, .. } if *after < Status::Maintenance => look.ink(Ink::Status(*after)),
            Happening::Issue { .. } => look.ink(Ink::Muted),
            _ => Style::new(),
        };
        text::put(buffer, area.x, y, area.width, &line(event, look, area.width), style);
    }
}

/// One event: `22 Nov 11:20 ether4 up → down`.
pub fn line(event: &Event, look: &Look, width: u16) -> String {
    let lang = look.lang;
    let what = match &event.what {
        Happening::State { before, after } => {
            format!("{} {} → {} {}", before.glyph(), before.word(lang), after.glyph(), after.word(lang))
        }
        Happening::Rebooted => lang::rebooted(lang).to_owned(),
        Happening::Port { port, before, after } => {
            format!("{}: {} → {}", text::foreign(port, 24), text::foreign(before, 16), text::foreign(after, 16))
        }
        Happening::Inventory(what) => text::foreign(&what.text(lang), 120),
        Happening::Appeared { address, name, mac, vendor } => {
            let told = [Some(address), name.as_ref(), mac.as_ref(), vendor.as_ref()];
            let told: Vec<String> = told.into_iter().flatten().map(|part| text::foreign(part, 40)).collect();
            lang::appeared(lang, told.join(" "))
        }
        Happening::Notified(notice) => text::foreign(&notice.line(lang), 120),
        Happening::Missing { values, .. } => lang::missing(lang, model::lang::integer(lang, *values)),
        Happening::Uncertain(times) => lang::uncertain_times(lang, model::lang::integer(lang, times.values)),
        Happening::Issue { name, count } => lang::issue(lang, text::foreign(name, 32), count),
    };
    let at = format!("{} {}", number::day(look, event.at), number::clock(look, event.at));
    model::text::cut_end(&format!("{at} {what}"), usize::from(width))
}
