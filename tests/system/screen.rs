//! The real screen in a real terminal (tmux): the first start, the demo, small windows, both languages, a tidy end.

use crate::rig::{pantau, wait_for};
use std::{
    process::Command,
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// Longest wait for a picture. Something in the demo is confirmed down within its first minute.
const LIMIT: Duration = Duration::from_secs(90);

/// A tmux server of its own with one window. Its socket lies in a folder of its own too: a server that is still
/// ending must never be taken for the next one.
pub struct Terminal {
    data: TempDir,
    server: TempDir,
}

impl Terminal {
    /// Starts a shell of this size and runs `pantau ARGUMENTS` on data of its own; the shell stays when the program ends.
    fn start(size: (u16, u16), arguments: &str) -> Self {
        let terminal = Self::open(size);
        terminal.run(&format!("--data {} --listen 127.0.0.1:0 {arguments}", terminal.data.path().display()));
        terminal
    }

    /// A shell of this size.
    pub fn open(size: (u16, u16)) -> Self {
        let terminal = Self { data: TempDir::new().unwrap(), server: TempDir::new().unwrap() };
        let (columns, rows) = (size.0.to_string(), size.1.to_string());
        terminal.tmux(&[
            "-f",
            "/dev/null",
            "new-session",
            "-d",
            "-x",
            &columns,
            "-y",
            &rows,
            "env PS1='selesai> ' LANG=C.UTF-8 LC_ALL=C.UTF-8 sh -i",
        ]);
        terminal
    }

    /// Runs `pantau ARGUMENTS` in it and then tells the exit code.
    pub fn run(&self, arguments: &str) {
        self.type_line(&format!(
            "HOME={home} XDG_DATA_HOME= {} {arguments}; echo kode=$?",
            pantau().display(),
            home = self.data.path().display()
        ));
    }

    fn server(&self) -> Command {
        let mut command = Command::new("tmux");
        command.arg("-S").arg(self.server.path().join("tmux"));
        command
    }

    fn tmux(&self, arguments: &[&str]) -> String {
        let output = self.server().args(arguments).output().expect("tmux is installed by tests/run");
        assert!(output.status.success(), "tmux {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    fn type_line(&self, line: &str) {
        self.tmux(&["send-keys", "-l", line]);
        self.tmux(&["send-keys", "Enter"]);
    }

    pub fn key(&self, key: &str) {
        self.tmux(&["send-keys", key]);
    }

    pub fn resize(&self, columns: u16, rows: u16) {
        self.tmux(&["resize-window", "-x", &columns.to_string(), "-y", &rows.to_string()]);
    }

    fn screen(&self) -> String {
        self.tmux(&["capture-pane", "-p"])
    }

    /// Waits until the screen holds all these words; returns it.
    pub fn shows(&self, words: &[&str]) -> String {
        let mut last = String::new();
        let begun = Instant::now();
        while begun.elapsed() < LIMIT {
            last = self.screen();
            if words.iter().all(|word| last.contains(word)) {
                return last;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("the screen never showed {words:?}:\n{last}");
    }

    /// Process id of the program in the window.
    fn program(&self) -> u32 {
        let shell = self.tmux(&["display-message", "-p", "#{pane_pid}"]);
        let children = Command::new("pgrep").args(["-P", shell.trim()]).output().unwrap();
        String::from_utf8_lossy(&children.stdout)
            .lines()
            .next()
            .and_then(|l| l.trim().parse().ok())
            .expect("the program runs")
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _gone = self.server().arg("kill-server").output();
    }
}

#[test]
fn the_first_start_shows_this_machine_and_what_to_do_next() {
    let terminal = Terminal::start((100, 30), "");
    terminal.shows(&["PANTAU", "Ringkas", "pantau device add"]);
    terminal.key("3");
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap();
    terminal.shows(&["Perangkat", host.trim()]);
    terminal.key("Enter");
    terminal.shows(&["Antarmuka", "lo"]);
    // English at once, and back.
    terminal.key("L");
    terminal.shows(&["Interfaces"]);
    terminal.key("L");
    terminal.shows(&["Antarmuka"]);
    // Help, small windows, and back to a large one.
    terminal.key("?");
    terminal.shows(&["Bantuan"]);
    terminal.key("Escape");
    for (columns, rows) in [(80, 24), (40, 10), (20, 3), (10, 3), (160, 45)] {
        terminal.resize(columns, rows);
        wait_for("a screen of the new size", Duration::from_secs(10), || {
            (terminal.screen().lines().count() >= usize::from(rows.min(2)) - 1).then_some(())
        });
    }
    terminal.shows(&["PANTAU", "Antarmuka"]);
    // Ctrl-C twice ends it, within a second, and the terminal is as it was.
    terminal.key("C-c");
    terminal.key("C-c");
    terminal.shows(&["kode=0", "selesai>"]);
}

#[test]
fn a_signal_leaves_the_terminal_as_it_was() {
    for (name, code) in [("TERM", "kode=0"), ("HUP", "kode=0")] {
        let terminal = Terminal::start((80, 24), "");
        terminal.shows(&["PANTAU", "Ringkas"]);
        let begun = Instant::now();
        crate::rig::signal(terminal.program(), name);
        let screen = terminal.shows(&[code, "selesai>"]);
        assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
        assert!(!screen.contains("Ringkas"), "still on the alternate screen:\n{screen}");
        // Echo and line mode are back: what is typed is seen and run.
        terminal.type_line("echo masih-hidup-$((40+2))");
        terminal.shows(&["masih-hidup-42"]);
    }
}

#[test]
fn the_demo_is_a_living_network() {
    let terminal = Terminal::start((160, 45), "demo --devices 300 --opd 24");
    let screen = terminal.shows(&["DEMO", "DINKES", "DISDIK", "OPD 24"]);
    assert!(!screen.contains("panicked"));
    // Devices are heard of, and something breaks and is told.
    terminal.shows(&["MATI"]);
    terminal.key("4");
    terminal.shows(&["Gangguan", "MATI"]);
    terminal.key("3");
    terminal.key("/");
    terminal.tmux(&["send-keys", "-l", "opd:dinkes jenis:router"]);
    terminal.shows(&["rt-dinkes"]);
    terminal.key("Enter");
    terminal.key("Enter");
    terminal.shows(&["Antarmuka", "ether1"]);
    terminal.key("C-c");
    terminal.key("C-c");
    terminal.shows(&["kode=0"]);
}

/// A list is opened, corrected in its form, saved, frozen with its sheets, and found again.
#[test]
fn what_is_to_be_bought_is_checked_on_the_screen() {
    let work = TempDir::new().unwrap();
    let spec = |class: &str, quantity: u32| {
        format!(
            "# surat penawaran 12\nschema = \"pantau-spec/1\"\n[item]\nclass = \"{class}\"\nbrand = \"Contoh\"\nmodel = \"X1\"\n\
             quantity = {quantity}  # unit\nkind = \"new\"\ndate = 2026-12-15\n[target]\nopd = \"DISDIK\"\nlocation = \"DISDIK/TU\"\n"
        )
    };
    let list = work.path().join("daftar");
    std::fs::create_dir(&list).unwrap();
    std::fs::write(list.join("a.toml"), spec("rack", 1)).unwrap();
    std::fs::write(list.join("b.toml"), spec("monitor", 4)).unwrap();
    let terminal = Terminal::start((100, 30), &format!("--view ':kompat {}'", list.display()));
    terminal.shows(&["Daftar uji", "Contoh X1", "DATA KURANG", "Belum ada hasil yang dibekukan"]);
    // The second one: six in place of four; the rest of the file stays.
    terminal.key("j");
    terminal.key("Enter");
    terminal.shows(&["Barang diusulkan (b)", "DATA BELUM CUKUP", "Aturan dan bukti", "GEN-01"]);
    terminal.key("Tab");
    for _ in 0..6 {
        terminal.key("Down");
    }
    terminal.key("Enter");
    terminal.shows(&["Jumlah: 4"]);
    terminal.key("C-u");
    terminal.type_line("enam");
    terminal.shows(&["'enam' bukan angka"]);
    terminal.key("C-u");
    terminal.type_line("6");
    terminal.shows(&["belum disimpan"]);
    terminal.key("F5");
    terminal.shows(&["ditulis:"]);
    assert_eq!(std::fs::read_to_string(list.join("b.toml")).unwrap(), spec("monitor", 6));
    // Both are frozen, each with its two sheets.
    terminal.key("Tab");
    terminal.key("d");
    terminal.shows(&["Bekukan 2 hasil sebagai:"]);
    terminal.key("C-u");
    terminal.type_line("Paket 1");
    terminal.shows(&["dibekukan: hasil 1–2; 4 lembar ditulis"]);
    for sheet in ["Paket-1-a-r1.pdf", "Paket-1-a-r1.xlsx", "Paket-1-b-r1.pdf", "Paket-1-b-r1.xlsx"] {
        let octets = std::fs::read(work.path().join(sheet)).unwrap_or_else(|error| panic!("{sheet}: {error}"));
        assert!(octets.starts_with(if sheet.ends_with("pdf") { b"%PDF" } else { b"PK\x03\x04" }), "{sheet}");
    }
    terminal.key("Escape");
    terminal.shows(&["Hasil yang dibekukan: 2", "Paket 1 / b"]);
    terminal.key("Tab");
    terminal.key("Enter");
    terminal.shows(&["Paket 1 / b", "dibekukan: hasil 2, revisi 1"]);
    terminal.key("L");
    terminal.shows(&["NOT ENOUGH DATA", "frozen: result 2, revision 1"]);
}
