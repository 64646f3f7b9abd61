//! Arguments of the screen, and `pantau tui`.

use super::Tree;
use clap::{Arg, Command};

impl Tree {
    pub(super) fn screen(&self) -> Vec<Arg> {
        vec![
            self.value(
                "view",
                "WORDS",
                "Mulai di tampilan ini, misalnya ':perangkat status:mati'",
                "Start in this view, for example ':device status:down'",
            ),
            self.choice("color", &["auto", "mono", "16", "256"], "Kedalaman warna", "Colour depth"),
            self.choice("glyphs", &["auto", "ascii", "wgl4", "blocks", "braille"], "Kelas huruf gambar", "Glyph tier"),
            self.choice("theme", &["dark", "light", "mono", "lamp", "contrast"], "Tema warna", "Colour theme"),
            self.flag("read-only", "Tanpa tindakan, hanya melihat", "No actions, only looking"),
            self.path("record", "FILE", "Rekam layar (asciicast v2)", "Record the screen (asciicast v2)"),
        ]
    }

    pub(super) fn tui(&self) -> Command {
        self.command("tui", "Layar terhadap kolektor yang sedang berjalan", "The screen against a running collector")
            .arg(self.connect())
            .arg(
                self.flag(
                    "local",
                    "Jalur keluar dan keadaan mesin ini, dari agennya; --data menyebut data agen itu",
                    "The way out and the state of this machine, from its agent; --data names that agent's data",
                )
                .conflicts_with_all(["connect", "view", "read-only"]),
            )
            .args(self.screen())
    }
}
