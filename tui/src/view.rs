//! The views and the frame around them. A view is a pure function of the state: `draw(app, area, buffer)`, returning the
//! place of the real cursor.

pub mod alerts;
pub mod candidate;
pub mod collector;
pub mod compat;
pub mod device;
pub mod devices;
pub mod first;
pub mod help;
pub mod overview;
pub mod palette;
pub mod problems;
pub mod prompt;
pub mod small;
pub mod topology;

use crate::{
    app::{App, Link, Size, View, prompt::Mode},
    draw::{Look, glyph, hints, number, status, tabs, text, title},
    keys::{self, Action},
    lang,
    term::caps::{Depth, Glyphs},
};
use model::api::CollectorFacts;
use ratatui::{buffer::Buffer, layout::Rect};

/// Where the real cursor stands: column, row.
pub type Cursor = Option<(u16, u16)>;

/// Draws the whole screen.
pub fn draw(app: &App, area: Rect, buffer: &mut Buffer) -> Cursor {
    let area = area.intersection(buffer.area);
    let look = app.look();
    let cursor = match Size::of(area.width, area.height) {
        Size::Line => small::line(app, &look, area, buffer),
        Size::Problems => small::problems(app, &look, area, buffer),
        size => frame(app, &look, area, buffer, size),
    };
    glyph::bring_down(buffer, app.glyphs());
    cursor.filter(|(x, y)| *x < area.right() && *y < area.bottom())
}

fn row(area: Rect, y: u16) -> Rect {
    Rect { y: area.y + y, height: 1, ..area }
}

fn frame(app: &App, look: &Look, area: Rect, buffer: &mut Buffer, size: Size) -> Cursor {
    let has_tabs = size >= Size::Full;
    title::draw(buffer, row(area, 0), look, &title_of(app, look, size));
    if has_tabs {
        tabs::draw(buffer, row(area, 1), look, &view_tabs(app, look, area.width >= 96));
    }
    let above = 1 + u16::from(has_tabs);
    let content = Rect { y: area.y + above, height: area.height - above - 2, ..area };
    let cursor = match (&app.mode, app.view) {
        (Mode::Help(scroll), _) => help::draw(app, look, content, buffer, *scroll),
        (_, View::Overview) => overview::draw(app, look, content, buffer),
        (_, View::Devices) => devices::draw(app, look, content, buffer),
        (_, View::Device) => device::draw(app, look, content, buffer),
        (_, View::Problems) => problems::draw(app, look, content, buffer),
        (_, View::Compat) => compat::draw(app, look, content, buffer),
        (_, View::Candidate) => candidate::draw(app, look, content, buffer),
        (_, View::Collector) => collector::draw(app, look, content, buffer),
        (_, View::Topology) => topology::draw(app, look, content, buffer),
    };
    let typed = prompt::draw(app, look, row(area, area.height - 2), buffer);
    hints::draw(buffer, row(area, area.height - 1), look, &hint_row(app));
    if let Mode::Palette(state) = &app.mode {
        return palette::draw(app, look, area, buffer, state);
    }
    typed.or(cursor)
}

/// The keys that work now, most useful first.
fn hint_row(app: &App) -> Vec<hints::Hint> {
    let lang = app.start.lang;
    let fixed =
        |pairs: &[(&str, &str)]| pairs.iter().map(|(key, label)| ((*key).to_owned(), (*label).to_owned())).collect();
    match &app.mode {
        Mode::List => {
            let place = app.view.place();
            let mut shown: Vec<_> = keys::TABLE
                .iter()
                .filter(|binding| binding.hint > 0 && binding.places.meets(place) && app.blocked(binding).is_none())
                .collect();
            // What can be undone is so for ten seconds only: that comes first. Small windows show what rows are for.
            let is_small = app.size_class() < Size::Full;
            shown.sort_by_key(|binding| match binding.action {
                Action::Undo => (0, 0),
                Action::Help => (1, 0),
                Action::Open | Action::Acknowledge if is_small => (2, binding.hint),
                _ => (3, binding.hint),
            });
            shown
                .iter()
                .filter_map(|binding| Some((binding.keys.first()?.name(lang), (binding.label)(lang).to_owned())))
                .collect()
        }
        Mode::Filter { .. } => {
            fixed(&[("Enter", lang::hint_keep(lang)), ("Esc", lang::hint_clear(lang)), ("↑", lang::hint_recall(lang))])
        }
        Mode::Palette(_) => fixed(&[
            ("Enter", lang::hint_run(lang)),
            ("Tab", lang::hint_complete(lang)),
            ("Esc", lang::hint_close(lang)),
        ]),
        Mode::Help(_) => {
            fixed(&[("↑↓", lang::key_down(lang)), ("L", "English / Indonesia"), ("Esc", lang::hint_close(lang))])
        }
        Mode::Acknowledge(_) => {
            fixed(&[("Enter", lang::hint_yes(lang)), ("Tab", lang::hint_note(lang)), ("Esc", lang::hint_cancel(lang))])
        }
        Mode::Form => fixed(&[
            ("Enter", lang::hint_fill(lang)),
            ("↑↓", lang::key_down(lang)),
            ("Tab", lang::hint_rules(lang)),
            ("F5", lang::key_save(lang)),
            ("Esc", lang::hint_close(lang)),
        ]),
        Mode::Entry(entry) if entry.choices.is_empty() => {
            fixed(&[("Enter", lang::hint_take(lang)), ("Esc", lang::hint_cancel(lang))])
        }
        Mode::Entry(_) => fixed(&[
            ("Enter", lang::hint_take(lang)),
            ("↑↓", lang::hint_choose(lang)),
            ("Esc", lang::hint_cancel(lang)),
        ]),
        Mode::Sort { .. } => prompt::sort_letters(lang).skip(prompt::SORT_LETTERS).collect(),
        Mode::Quit => fixed(&[(lang.pick("y", "y"), lang::hint_yes(lang)), (lang.pick("t", "n"), lang::hint_no(lang))]),
    }
}

fn view_tabs(app: &App, look: &Look, wide: bool) -> Vec<tabs::Tab> {
    let lang = look.lang;
    let unhandled = app.fleet.roots().iter().filter(|alert| alert.handled.is_none()).count();
    let alerts = if wide { lang::view_problems(lang) } else { lang::tab_problems_short(lang) };
    let alerts = if unhandled > 0 { format!("{alerts}·{unhandled}") } else { alerts.to_owned() };
    let overview = if wide { lang::view_overview(lang) } else { lang::tab_overview_short(lang) };
    let is_open = |views: &[View]| views.contains(&app.view);
    vec![
        tabs::Tab { digit: Some('1'), name: overview.to_owned(), open: is_open(&[View::Overview]) },
        tabs::Tab {
            digit: Some('3'),
            name: lang::view_devices(lang).to_owned(),
            open: is_open(&[View::Devices, View::Device]),
        },
        tabs::Tab { digit: Some('4'), name: alerts, open: is_open(&[View::Problems]) },
        tabs::Tab {
            digit: Some('8'),
            name: if wide { lang::view_compat(lang) } else { lang::tab_compat_short(lang) }.to_owned(),
            open: is_open(&[View::Compat, View::Candidate]),
        },
    ]
}

fn title_of(app: &App, look: &Look, size: Size) -> title::Title {
    let (data, is_warning) = freshness(app, look);
    let clock = number::clock(look, look.now);
    let mut marks = Vec::new();
    if app.fleet.picture().collector.demo {
        marks.push("DEMO");
    }
    if app.low_bandwidth {
        marks.push(lang::mark_low_bandwidth(look.lang));
    }
    if app.start.read_only {
        marks.push(lang::mark_read_only(look.lang));
    }
    if app.glyphs() == Glyphs::Ascii {
        marks.push("ASCII");
    }
    let has_time = app.now.0 != 0;
    title::Title {
        trail: if size >= Size::Full { trail(app, look) } else { Vec::new() },
        counts: if app.fleet.loaded {
            status::title_counts(look, &app.fleet.counts, size >= Size::Preview)
        } else {
            String::new()
        },
        clock: if has_time {
            [format!("{clock} {}", number::zone_name(look)), clock]
        } else {
            ["--:--".into(), "--:--".into()]
        },
        data,
        is_warning,
        marks,
    }
}

/// From the site to what is shown.
fn trail(app: &App, look: &Look) -> Vec<String> {
    let lang = look.lang;
    let site = &app.fleet.picture().collector.site;
    let mut trail = if site.is_empty() { Vec::new() } else { vec![text::foreign(site, 30)] };
    if matches!(app.mode, Mode::Help(_)) {
        let name = match app.view {
            View::Overview => lang::view_overview(lang),
            View::Devices => lang::view_devices(lang),
            View::Device => lang::view_device(lang),
            View::Problems => lang::view_problems(lang),
            View::Compat => lang::view_compat(lang),
            View::Candidate => lang::view_candidate(lang),
            View::Collector => lang::view_collector(lang),
            View::Topology => lang::view_topology(lang),
        };
        trail.push(lang::help_of(lang, name));
        return trail;
    }
    match app.view {
        View::Overview => trail.push(lang::view_overview(lang).to_owned()),
        View::Devices => {
            trail.push(
                devices::scope(app).map_or_else(|| lang::all_opd(lang).to_owned(), |code| text::foreign(&code, 24)),
            );
            trail.push(lang::view_devices(lang).to_owned());
        }
        View::Device => {
            let row = app.detail.id.and_then(|id| app.fleet.device(id));
            let opd = row.map_or("", |row| &row.opd);
            trail.push(if opd.is_empty() { lang::without_opd(lang).to_owned() } else { text::foreign(opd, 24) });
            trail.push(row.map_or_else(|| number::UNKNOWN.to_owned(), |row| text::foreign(&row.name, 32)));
        }
        View::Problems => trail.push(lang::view_problems(lang).to_owned()),
        View::Compat => trail.push(lang::view_compat(lang).to_owned()),
        View::Collector => trail.push(lang::view_collector(lang).to_owned()),
        View::Topology => trail.push(lang::view_topology(lang).to_owned()),
        View::Candidate => {
            trail.push(lang::view_compat(lang).to_owned());
            trail.push(app.compat.candidate().map_or_else(String::new, |item| text::foreign(&item.spec.name, 32)));
        }
    }
    trail
}

/// State of the data, long and short, and whether it is a warning; the worst of what holds.
fn freshness(app: &App, look: &Look) -> ([String; 2], bool) {
    let lang = look.lang;
    let both = |text: String| [text.clone(), text];
    if let Link::Cut { since, .. } = &app.link {
        let seconds = app.now.seconds_since(*since).max(0.0) as u64;
        let lasting = if seconds < 3600 {
            format!("{:02}:{:02}", seconds / 60, seconds % 60)
        } else {
            model::lang::duration(lang, seconds as f64)
        };
        return ([lang::cut_long(lang, &lasting), lang::cut_short(lang, &lasting)], true);
    }
    let collector = &app.fleet.picture().collector;
    if let Some([id, en]) = &collector.trouble {
        let trouble = text::foreign(lang.pick(id, en), 40);
        return (
            [lang::collector_trouble(lang, &trouble), lang::collector_trouble(lang, text::foreign(&trouble, 14))],
            true,
        );
    }
    if !app.fleet.loaded {
        return (both(lang::loading(lang).to_owned()), false);
    }
    let Some(age) = app.data_age_seconds() else {
        return (both(lang::no_data_yet(lang).to_owned()), false);
    };
    let shown = shown_age(app, look, age);
    if is_stale(collector, age) {
        ([lang::data_stale(lang, &shown), lang::stale_short(lang, &shown)], true)
    } else {
        ([lang::data_fresh(lang, &shown), shown], false)
    }
}

/// What stands in place of rows before the first picture: that it is being loaded, or why it cannot be.
pub fn waiting(app: &App, look: &Look) -> Vec<String> {
    let mut lines = vec![lang::loading(look.lang).to_owned()];
    if let Link::Cut { error, .. } = &app.link {
        lines.insert(0, model::text::visible(&error.text(look.lang)));
    }
    lines
}

/// Older than one and a half polls.
fn is_stale(collector: &CollectorFacts, age_seconds: f64) -> bool {
    collector.interval_seconds > 0 && age_seconds > 1.5 * collector.interval_seconds as f64
}

/// Whole seconds up to two minutes; in steps of ten with low bandwidth.
fn shown_age(app: &App, look: &Look, seconds: f64) -> String {
    let seconds = if app.low_bandwidth { (seconds / 10.0).floor() * 10.0 } else { seconds.floor() };
    if seconds < 120.0 {
        format!("{seconds}{}", look.lang.pick("dtk", "s"))
    } else {
        model::lang::duration(look.lang, seconds)
    }
}

/// What is known of the terminal, for `:info`.
pub fn info(app: &App) -> String {
    let lang = app.start.lang;
    let Some(terminal) = &app.terminal else {
        return lang::info_unknown(lang).to_owned();
    };
    let depth = match app.start.theme.depth {
        Depth::Mono => "mono",
        Depth::Ansi16 => "16",
        Depth::Ansi256 => "256",
    };
    let tier = match app.glyphs() {
        Glyphs::Ascii => "ascii",
        Glyphs::Wgl4 => "wgl4",
        Glyphs::Blocks => "blocks",
        Glyphs::Braille => "braille",
    };
    let round_trip = terminal.rtt.map(|rtt| rtt.as_secs_f64() * 1000.0);
    lang::info_terminal(
        lang,
        text::foreign(&terminal.name, 20),
        depth,
        tier,
        number::milliseconds(lang, round_trip),
        model::lang::bytes(lang, terminal.sent_bytes as f64),
    )
}
