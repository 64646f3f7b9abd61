//! The one key table: keys, help and hint row all come from it. It holds only what works.

use crate::lang;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use model::Lang;

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Action {
    Down,
    Up,
    First,
    Last,
    PageDown,
    PageUp,
    Left,
    Right,
    Open,
    Back,
    NextPanel,
    PreviousPanel,
    Overview,
    Devices,
    Problems,
    Compat,
    Collector,
    Topology,
    Filter,
    ProblemsOnly,
    Command,
    Find,
    Sort,
    SortAdd,
    Reverse,
    SortLeft,
    SortRight,
    Preview,
    Span,
    Acknowledge,
    Undo,
    Probe,
    CopyName,
    CopyRow,
    Fold,
    Unfold,
    OpenSpecs,
    NewSpec,
    Form,
    Check,
    Evidence,
    Sheet,
    SaveSpec,
    CopyFinding,
    Export,
    Help,
    Language,
    LowBandwidth,
    Glyphs,
    Repaint,
    Suspend,
    Quit,
    QuitNow,
}

/// Where a key works: a set of places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Places(pub u8);

impl Places {
    /// Ringkasan.
    pub const OVERVIEW: Self = Self(1);
    /// Perangkat.
    pub const DEVICES: Self = Self(2);
    /// Perangkat ► rincian.
    pub const DEVICE: Self = Self(4);
    /// Gangguan.
    pub const PROBLEMS: Self = Self(8);
    /// Kompatibilitas.
    pub const COMPAT: Self = Self(16);
    /// Kompatibilitas ► hasil.
    pub const CANDIDATE: Self = Self(32);
    /// Kolektor.
    pub const COLLECTOR: Self = Self(64);
    /// Topologi.
    pub const TOPOLOGY: Self = Self(128);
    /// Everywhere.
    pub const ALL: Self = Self(255);

    /// Both sets.
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the sets have a place in common.
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// The paragraph of the help an action stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Moving about.
    Move,
    /// Searching.
    Find,
    /// What is shown how.
    Look,
    /// Doing something.
    Act,
    /// The rest.
    System,
}

impl Group {
    /// Its title.
    pub const fn title(self, lang: Lang) -> &'static str {
        match self {
            Self::Move => lang::group_move(lang),
            Self::Find => lang::group_find(lang),
            Self::Look => lang::group_look(lang),
            Self::Act => lang::group_act(lang),
            Self::System => lang::group_system(lang),
        }
    }
}

/// A key as the terminal sends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// Code.
    pub code: KeyCode,
    /// Control is held.
    pub control: bool,
}

const fn key(code: KeyCode) -> Key {
    Key { code, control: false }
}

const fn char(c: char) -> Key {
    key(KeyCode::Char(c))
}

const fn control(c: char) -> Key {
    Key { code: KeyCode::Char(c), control: true }
}

impl Key {
    /// Whether this event is that key. Shift is part of the character; Alt is nobody's.
    pub fn is(self, event: &KeyEvent) -> bool {
        self.code == event.code
            && self.control == event.modifiers.contains(KeyModifiers::CONTROL)
            && !event.modifiers.contains(KeyModifiers::ALT)
    }

    /// How the help writes it.
    pub fn name(self, lang: Lang) -> String {
        match self.code {
            KeyCode::Char(' ') => lang.pick("Spasi", "Space").to_owned(),
            KeyCode::Char(c) if self.control => format!("^{c}"),
            KeyCode::Char(c) => c.to_string(),
            KeyCode::F(n) => format!("F{n}"),
            KeyCode::Up => "↑".into(),
            KeyCode::Down => "↓".into(),
            KeyCode::Left => "←".into(),
            KeyCode::Right => "→".into(),
            KeyCode::PageDown => "PgDn".into(),
            KeyCode::PageUp => "PgUp".into(),
            KeyCode::BackTab => "Shift-Tab".into(),
            KeyCode::Backspace => "BkSp".into(),
            other => other.to_string(),
        }
    }
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    /// What it does.
    pub action: Action,
    /// Its keys, the one for the hint row first.
    pub keys: &'static [Key],
    /// Where it works.
    pub places: Places,
    /// Paragraph of the help.
    pub group: Group,
    /// What it is called.
    pub label: fn(Lang) -> &'static str,
    /// Place in the hint row, 1 first; 0 stands in the help only.
    pub hint: u8,
    /// It changes something at the collector: not with `--read-only`.
    pub changes: bool,
}

macro_rules! table {
    ($( $action:ident [ $($key:expr),+ ] $places:expr, $group:ident, $label:ident, $hint:literal $(, $changes:ident)? ; )*) => {
        /// Every key.
        pub static TABLE: &[Binding] = &[ $( Binding {
            action: Action::$action,
            keys: &[ $($key),+ ],
            places: $places,
            group: Group::$group,
            label: lang::$label,
            hint: $hint,
            changes: table!(@changes $($changes)?),
        }, )* ];
    };
    (@changes) => { false };
    (@changes changes) => { true };
}

const LISTS: Places = Places::DEVICES.and(Places::PROBLEMS);
const OF_DEVICE: Places = LISTS.and(Places::DEVICE).and(Places::TOPOLOGY);
const ROWS: Places = Places::OVERVIEW.and(OF_DEVICE);
const CHECKS: Places = Places::COMPAT.and(Places::CANDIDATE);

table! {
    Help [char('?'), key(KeyCode::F(1))] Places::ALL, System, key_help, 1;
    Command [char(':')] Places::ALL, Find, key_command, 2;
    Filter [char('/')] Places::OVERVIEW.and(LISTS), Find, key_filter, 3;
    Down [char('j'), key(KeyCode::Down)] Places::ALL, Move, key_down, 0;
    Up [char('k'), key(KeyCode::Up)] Places::ALL, Move, key_up, 0;
    First [char('g'), key(KeyCode::Home)] Places::ALL, Move, key_first, 0;
    Last [char('G'), key(KeyCode::End)] Places::ALL, Move, key_last, 0;
    PageDown [control('d'), key(KeyCode::PageDown)] Places::ALL, Move, key_page_down, 0;
    PageUp [control('u'), key(KeyCode::PageUp)] Places::ALL, Move, key_page_up, 0;
    Left [char('h'), key(KeyCode::Left)] Places::OVERVIEW.and(Places::DEVICES), Move, key_left, 0;
    Right [char('l'), key(KeyCode::Right)] Places::OVERVIEW.and(Places::DEVICES), Move, key_right, 0;
    Open [key(KeyCode::Enter)] Places::OVERVIEW.and(LISTS).and(Places::COMPAT).and(Places::TOPOLOGY), Move, key_open, 4;
    Back [key(KeyCode::Esc), key(KeyCode::Backspace)] Places::ALL, Move, key_back, 0;
    NextPanel [key(KeyCode::Tab)] Places::OVERVIEW.and(Places::DEVICE).and(Places::COMPAT), Move, key_next_panel, 7;
    PreviousPanel [key(KeyCode::BackTab)] Places::OVERVIEW.and(Places::DEVICE).and(Places::COMPAT), Move, key_previous_panel, 0;
    Overview [char('1')] Places::ALL, Move, view_overview, 0;
    Devices [char('3')] Places::ALL, Move, view_devices, 0;
    Problems [char('4')] Places::ALL, Move, view_problems, 0;
    Compat [char('8')] Places::ALL, Move, view_compat, 0;
    Collector [char('K')] Places::ALL, Move, view_collector, 0;
    Topology [char('T')] Places::ALL, Move, view_topology, 11;
    Find [control('p'), key(KeyCode::F(9))] Places::ALL, Find, key_find, 0;
    ProblemsOnly [char('!')] Places::OVERVIEW.and(Places::DEVICES), Find, key_problems_only, 6;
    Sort [char('s')] Places::DEVICES, Look, key_sort, 5;
    SortAdd [char('+')] Places::DEVICES, Look, key_sort_add, 0;
    Reverse [char('S')] Places::DEVICES, Look, key_reverse, 0;
    SortLeft [char('<')] Places::DEVICES, Look, key_sort_left, 0;
    SortRight [char('>')] Places::DEVICES, Look, key_sort_right, 0;
    Preview [char('v')] LISTS, Look, key_preview, 8;
    Span [char('t')] Places::DEVICE, Look, key_span, 0;
    Acknowledge [char('a')] ROWS, Act, key_acknowledge, 5, changes;
    Undo [char('u')] Places::ALL, Act, key_undo, 9, changes;
    Probe [char('p')] Places::DEVICES.and(Places::DEVICE).and(Places::TOPOLOGY), Act, key_probe, 8, changes;
    CopyName [char('y')] OF_DEVICE, Act, key_copy_name, 0;
    CopyRow [char('Y')] OF_DEVICE, Act, key_copy_row, 0;
    Fold [char('h'), key(KeyCode::Left)] Places::TOPOLOGY, Look, key_fold, 5;
    Unfold [char('l'), key(KeyCode::Right)] Places::TOPOLOGY, Look, key_unfold, 6;
    Form [key(KeyCode::Tab)] Places::CANDIDATE, Act, key_form, 2;
    Check [key(KeyCode::Enter)] Places::CANDIDATE, Act, key_check, 3;
    Evidence [char('v')] Places::CANDIDATE, Look, key_evidence, 4;
    OpenSpecs [char('o')] CHECKS, Act, key_open_specs, 8;
    NewSpec [char('n')] CHECKS, Act, key_new_spec, 9;
    Sheet [char('d')] CHECKS, Act, key_sheet, 5, changes;
    SaveSpec [key(KeyCode::F(5))] Places::CANDIDATE, Act, key_save, 6, changes;
    CopyFinding [char('y')] Places::CANDIDATE, Act, key_copy_finding, 7;
    Export [char('e')] Places::CANDIDATE, Act, key_export, 9, changes;
    Language [char('L')] Places::ALL, System, key_language, 0;
    LowBandwidth [key(KeyCode::F(2))] Places::ALL, System, key_low_bandwidth, 0;
    Glyphs [key(KeyCode::F(3))] Places::ALL, System, key_glyphs, 0;
    Repaint [control('l')] Places::ALL, System, key_repaint, 0;
    Suspend [control('z')] Places::ALL, System, key_suspend, 0;
    Quit [char('q')] Places::ALL, System, key_quit, 10;
    QuitNow [control('c')] Places::ALL, System, key_quit_now, 0;
}

/// The row of the key at this place.
pub fn find(event: &KeyEvent, place: Places) -> Option<&'static Binding> {
    TABLE.iter().find(|binding| binding.places.meets(place) && binding.keys.iter().any(|key| key.is(event)))
}

/// The row of the key at another place: to say why it does nothing here.
pub fn find_elsewhere(event: &KeyEvent, place: Places) -> Option<&'static Binding> {
    TABLE.iter().find(|binding| !binding.places.meets(place) && binding.keys.iter().any(|key| key.is(event)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_two_actions_share_a_key_at_one_place() {
        for place in
            [Places::OVERVIEW, Places::DEVICES, Places::DEVICE, Places::PROBLEMS, Places::COLLECTOR, Places::TOPOLOGY]
        {
            let mut seen = HashSet::new();
            for binding in TABLE.iter().filter(|binding| binding.places.meets(place)) {
                for key in binding.keys {
                    assert!(seen.insert((key.code, key.control)), "{:?} {key:?}", binding.action);
                }
            }
        }
    }

    #[test]
    fn every_action_stands_once_and_has_a_label_in_both_languages() {
        let mut seen = HashSet::new();
        for binding in TABLE {
            assert!(seen.insert(binding.action), "{:?}", binding.action);
            for lang in [Lang::Id, Lang::En] {
                let label = (binding.label)(lang);
                assert!(!label.is_empty() && label.chars().count() <= 18, "{label}");
                assert!(binding.keys.iter().all(|key| !key.name(lang).is_empty()));
            }
        }
    }

    #[test]
    fn keys_of_screen_tmux_and_flow_control_are_left_alone() {
        for binding in TABLE {
            for key in binding.keys.iter().filter(|key| key.control) {
                assert!(!matches!(key.code, KeyCode::Char('a' | 'b' | 'g' | 'q' | 's')), "{key:?}");
            }
        }
    }
}
